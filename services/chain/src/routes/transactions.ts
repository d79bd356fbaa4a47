import { chainApi, type StreamContext } from "@pha/api";
import type { Hex } from "@pha/codec";
import { implement, type Route } from "@pha/service-kit/http";
import type { TransactionStatus } from "../ledger/ledger.ts";
import { submitOnce } from "../ledger/submit-once.ts";
import { isFinal } from "../ledger/transaction-watch.ts";
import { assemble } from "./calls.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { describeStatus } from "./status.ts";

/** A step's id: its name, and in which block. */
const idOf = (status: TransactionStatus): string =>
  "block" in status ? `${status.type}-${status.block.number}` : status.type;

type Following = Pick<StreamContext<string>, "signal" | "read">;

export function transactionRoutes({ ledger, transactions }: RouteDeps): Route[] {
  return implement(chainApi.transactions, {
    submit({ extrinsic, unsigned, signature }) {
      if (extrinsic !== undefined && unsigned === undefined && signature === undefined)
        return submitOnce(ledger, extrinsic);
      if (extrinsic !== undefined || unsigned === undefined || signature === undefined) throw errors.BadSubmission();
      return submitOnce(ledger, assemble(unsigned, signature));
    },

    async get({ hash }) {
      const status = await ledger.transaction(hash);
      if (status === undefined) throw errors.TransactionNotFound({ hash });
      return describeStatus(ledger, hash, status);
    },

    async follow({ hash }, { signal, after, read }) {
      const now = await ledger.transaction(hash);
      if (now === undefined) throw errors.TransactionNotFound({ hash });
      return isFinal(now) && idOf(now) === after ? undefined : entries(hash, after, { signal, read });
    },
  });

  /** The client has the step that it names, and may have missed others: it gets where the extrinsic is now, if elsewhere. */
  async function* entries(hash: Hex, after: string | undefined, following: Following) {
    let known = after;
    for await (const status of statuses(hash, following)) {
      const id = idOf(status);
      if (id !== known) yield { id, entry: await following.read(() => describeStatus(ledger, hash, status)) };
      known = undefined;
    }
  }

  /** The steps of one extrinsic; ends with the final one, or when the reader leaves. */
  function statuses(hash: Hex, { signal, read }: Following): ReadableStream<TransactionStatus> {
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
        const stop = transactions.watch(hash, onStatus, fail, read);
        signal.addEventListener("abort", () => {
          stop();
          if (!ended) controller.close();
        });
      },
    });
  }
}
