import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Miner } from "../enclave/miner.ts";

/** Tools of what serves clients of the worker's cluster. */
export interface AskDeps {
  readonly bus: Bus;
  readonly miner: Pick<Miner, "identity" | "ask">;
}

/**
 * Serves `workerAsk` for this worker; what passes through here is encrypted, and its enclave proves its reply. In no
 * queue: whoever else is in it would be given requests in this one's place.
 */
export const serveAsk = ({ bus, miner }: AskDeps): Subscribed =>
  bus.serve(subjects.workerAsk, { at: { identity: miner.identity.slice(2) } }, ({ request }) => miner.ask(request));
