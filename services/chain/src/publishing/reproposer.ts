import type { Bus } from "@pha/service-kit/bus";
import { type Db, dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import type { Finality } from "../finality/finality.ts";
import type { Heads } from "../heads/heads.ts";
import { publishProposal } from "./publications.ts";

const INTERVAL_MS = 1_000;
/** Bytes that are proposed again at a time, beside the oldest block. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * While finality stands still, proposes what waits for its certificate again, oldest first: a validator, a proposal or
 * a vote may have been lost, or a certificate could not be stored. Validators keep those whose turn has not come.
 */
export function startReproposer(deps: {
  readonly db: Db;
  readonly bus: Pick<Bus, "publish">;
  readonly heads: Heads;
  readonly finality: Finality;
  readonly log: Logger;
  /** Finality has stood still although blocks wait. */
  readonly onStandstill: () => void;
}): AsyncDisposable {
  const { db, bus, heads, finality, log, onStandstill } = deps;
  let last = heads.finalized.number;
  let under: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    under = under.then(tick);
  }, INTERVAL_MS);

  async function tick(): Promise<void> {
    const stands = last === heads.finalized.number;
    last = heads.finalized.number;
    if (!stands) return;
    try {
      await finality.settle();
      await proposeAgain();
      if (heads.ahead > 0) onStandstill();
    } catch (error) {
      log.warn({ number: last + 1, reason: (dbError(error) ?? (error as Error)).message }, "not proposed again");
    }
  }

  async function proposeAgain(): Promise<void> {
    const from = heads.finalized.number + 1;
    for (let number = from, bytes = 0; number <= heads.best.number && bytes < MAX_BYTES; number++)
      bytes += await publishProposal(db, bus, number);
  }

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await under;
    },
  };
}
