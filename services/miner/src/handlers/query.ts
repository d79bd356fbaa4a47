import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Miner } from "../enclave/miner.ts";

/** The place where queries to the cluster come in: each goes to one of the workers whose door is open. */
export interface QueryDoor extends AsyncDisposable {
  /** Joins or leaves those who answer; what has arrived is answered. */
  readonly set: (open: boolean) => Promise<void>;
}

/** Makes a door, closed. What passes through it is encrypted both ways. */
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
