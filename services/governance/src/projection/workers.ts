import type { Hex } from "@pha/codec";
import { computation } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { changeWorker } from "../db/worker-days.ts";
import { dayOf } from "../rules/days.ts";
import { topics } from "../rules/topics.ts";
import { on, type Place, type Rule } from "./event.ts";

interface OfWorker {
  readonly worker: Hex;
  readonly pool: number;
}

const ofPool = ({ pool }: { readonly pool: number }) => topics.pool(pool);

const change = (
  tx: Db,
  { timeMs }: Place,
  { worker, pool }: OfWorker,
  by: Parameters<typeof changeWorker>[2],
): Promise<void> => changeWorker(tx, { worker, pool, day: dayOf(timeMs) }, by);

/** What workers earn and lose. A slash is told of by the pool. */
export const workerRules: readonly Rule[] = [
  on(computation, "Started", ofPool, (tx, of, at) => change(tx, at, of, {})),
  on(computation, "Settled", undefined, (tx, of, at) => change(tx, at, of, { answers: 1, paid: of.payout })),
  on(computation, "WorkerUnresponsive", ofPool, (tx, of, at) => change(tx, at, of, { silences: 1 })),
  on(computation, "WorkerRecovered", ofPool),
  on(computation, "Slashed", undefined, (tx, of, at) => change(tx, at, of, { slashed: of.amount })),
  on(computation, "Stopped", ofPool),
];
