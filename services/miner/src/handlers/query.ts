import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Miner } from "../enclave/miner.ts";

/** Serves `query` for the worker's cluster while open: each query goes to one worker whose door is open. */
export interface QueryDoor extends AsyncDisposable {
  /** Begins or ceases to serve; queries that have arrived are finished first. */
  readonly set: (open: boolean) => Promise<void>;
}

/** Makes a door, closed. Queries and answers that pass through it are encrypted. */
export function makeQueryDoor({
  bus,
  miner,
  cluster,
}: {
  readonly bus: Bus;
  readonly miner: Pick<Miner, "query">;
  readonly cluster: number;
}): QueryDoor {
  const where = { at: { cluster: String(cluster) }, queue: "workers" };
  let subscribed: Subscribed | undefined;
  async function set(open: boolean): Promise<void> {
    if (open) subscribed ??= bus.serve(subjects.query, where, ({ request }) => miner.query(request));
    else {
      await subscribed?.[Symbol.asyncDispose]();
      subscribed = undefined;
    }
  }
  return { set, [Symbol.asyncDispose]: () => set(false) };
}
