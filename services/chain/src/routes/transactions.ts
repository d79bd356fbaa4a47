import { bytes, H256, type Hex, MultiSignature, option, struct } from "@pha/codec";
import { type AnyRoute, route, streamRoute } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import type { TransactionStatus } from "../ledger/ledger.ts";
import { submitOnce } from "../ledger/submit-once.ts";
import { isFinal } from "../ledger/transaction-watch.ts";
import { assemble, Unsigned } from "./calls.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { Status, showStatus } from "./status.ts";

const Submission = struct({
  /** A whole signed extrinsic, in SCALE. */
  extrinsic: option(bytes({ max: 2_621_440 })),
  unsigned: option(Unsigned),
  signature: option(MultiSignature),
});

/** `/v1/transactions`: handing extrinsics in, and what becomes of them. */
export function transactionRoutes({ ledger, transactions }: RouteDeps): AnyRoute[] {
  const byHash = { params: struct({ hash: H256 }), errors: [errors.TransactionNotFound] };
  return [
    route({
      method: "POST",
      url: "/v1/transactions",
      summary:
        "Submits an extrinsic: whole, or as /v1/calls prepared it with its signature. Answered once it is safe; the same again gets the same answer. As JSON lines, many in one request.",
      body: Submission,
      lines: true,
      reply: struct({ hash: H256 }),
      status: 202,
      errors: [errors.BadSubmission, chainErrors.PriorityTooLow, chainErrors.PoolFull, chainErrors.AccountFull],
      handle({ body: { extrinsic, unsigned, signature } }) {
        if (extrinsic !== undefined && unsigned === undefined && signature === undefined)
          return submitOnce(ledger, extrinsic);
        if (extrinsic !== undefined || unsigned === undefined || signature === undefined) throw errors.BadSubmission();
        return submitOnce(ledger, assemble(unsigned, signature));
      },
    }),
    route({
      method: "GET",
      url: "/v1/transactions/:hash",
      summary: "Where an extrinsic is: accepted, ready, in-block, finalized, invalid or dropped.",
      ...byHash,
      reply: Status,
      async handle({ params: { hash } }) {
        const status = await ledger.transaction(hash);
        if (status === undefined) throw errors.TransactionNotFound({ hash });
        return showStatus(hash, status);
      },
    }),
    streamRoute({
      method: "GET",
      url: "/v1/transactions/:hash/events",
      summary: "The same as a stream: one entry for each step, until a final one.",
      ...byHash,
      stream: Status,
      async *handle({ params: { hash }, signal }) {
        for await (const status of follow(hash, signal)) yield showStatus(hash, status);
      },
    }),
  ];

  /** The steps of one extrinsic; ends with the final one, or when the reader leaves. */
  function follow(hash: Hex, signal: AbortSignal): ReadableStream<TransactionStatus> {
    return new ReadableStream({
      start(controller) {
        let ended = false;
        const fail = (error: unknown) => {
          ended = true;
          controller.error(error);
        };
        const onStatus = (status: TransactionStatus | undefined) => {
          if (status === undefined) return fail(errors.TransactionNotFound({ hash }));
          controller.enqueue(status);
          ended = isFinal(status);
          if (ended) controller.close();
        };
        const stop = transactions.watch(hash, onStatus, fail);
        signal.addEventListener("abort", () => {
          stop();
          if (!ended) controller.close();
        });
      },
    });
  }
}
