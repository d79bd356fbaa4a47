import type { Bus } from "@pha/service-kit/bus";
import { type Db, dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import type { Heads } from "../ledger/heads.ts";
import type { Finality } from "./finality.ts";
import { readProposal } from "./publications.ts";

const INTERVAL_MS = 1_000;

/**
 * Proposes the oldest block again while its certificate does not come: a validator or a vote may have been lost,
 * or the certificate could not be stored.
 */
export function startReproposer(deps: {
  readonly db: Db;
  readonly bus: Pick<Bus, "publish">;
  readonly heads: Heads;
  readonly finality: Finality;
  readonly log: Logger;
}): Disposable {
  const { db, bus, heads, finality, log } = deps;
  let waiting = heads.finalized.number;
  const timer = setInterval(tick, INTERVAL_MS);

  async function tick(): Promise<void> {
    const number = heads.finalized.number + 1;
    const isSlow = waiting === number && heads.find(number) !== undefined;
    waiting = number;
    if (!isSlow) return;
    try {
      await finality.settle();
      const proposal = await readProposal(db, number);
      if (proposal) bus.publish(subjects.blockProposed, {}, proposal);
    } catch (error) {
      log.warn({ number, reason: (dbError(error) ?? (error as Error)).message }, "not proposed again");
    }
  }

  return { [Symbol.dispose]: () => clearInterval(timer) };
}
