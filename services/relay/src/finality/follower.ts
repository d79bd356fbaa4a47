import { CodedError } from "@pha/codec";
import { type Certificate, type Header, errors as lightClientErrors } from "@pha/light-client";
import { maxBlocksAtOnce } from "@pha/limits";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { Validator } from "../voting/validator.ts";
import { fetchProposal } from "./fetch-proposal.ts";

/** Time without a certificate after which the chain is asked for some. Proposals do not count: a standstill repeats them. */
const QUIET_MS = 2_000;

/** Keeps a validator at the newest certificate. */
export interface Follower extends AsyncDisposable {
  /** Takes in what the chain published. */
  finalized(header: Header, certificate: Certificate): Promise<void>;
  /** Throws until the chain has been caught up with once; for `/readyz`. */
  check(): void;
}

/**
 * Catches up at the start, when a certificate is of validators that are not known yet, and whenever no certificate has
 * come for a while. Unlike `followFinalized` it takes the newest certificate at once, without the blocks before it.
 */
export function startFollower({
  bus,
  validator,
  log,
}: {
  readonly bus: Pick<Bus, "request">;
  readonly validator: Validator;
  readonly log: Logger;
}): Follower {
  const stop = new AbortController();
  let lastCertifiedMs = performance.now();
  let caughtUp = false;
  let under: Promise<void> | undefined;

  async function fetchAll(): Promise<void> {
    for (;;) {
      const from = validator.certified.number + 1;
      const page = await bus.request(subjects.finalizedGet, {}, { from, limit: maxBlocksAtOnce, events: undefined });
      for (const { header, certificate } of page) takeIn(header, certificate);
      if (validator.certified.number < from) break;
    }
    caughtUp = true;
    const number = validator.certified.number + 1;
    void validator.propose(await fetchProposal(bus, number));
  }

  function takeIn(header: Header, certificate: Certificate): void {
    if (header.number > validator.certified.number) validator.certify(header, certificate);
  }

  function catchUp(): Promise<void> {
    under ??= fetchAll()
      .catch((error: unknown) => {
        const isCoded = error instanceof CodedError;
        if (isCoded && (error.kind === "unavailable" || error.kind === "not-found"))
          log.debug({ code: error.code }, "nothing to catch up with");
        else log.error({ err: error }, "catching up failed");
      })
      .finally(() => {
        under = undefined;
        lastCertifiedMs = performance.now();
      });
    return under;
  }

  async function watch(): Promise<void> {
    await catchUp();
    while (!stop.signal.aborted) {
      const quietMs = performance.now() - lastCertifiedMs;
      if (quietMs >= QUIET_MS) await catchUp();
      else await pause(QUIET_MS - quietMs, stop.signal);
    }
  }
  const watching = watch();

  return {
    async finalized(header, certificate) {
      lastCertifiedMs = performance.now();
      try {
        takeIn(header, certificate);
        caughtUp = true; // what the chain publishes is its newest
      } catch (error) {
        // A change of validators lies between; block by block its certificate comes first.
        if (!lightClientErrors.UnknownSet.is(error)) throw error;
        // A request under way may have been sent before this certificate was there.
        await under;
        await catchUp();
      }
    },
    check() {
      if (!caughtUp) throw errors.NotCaughtUp();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}
