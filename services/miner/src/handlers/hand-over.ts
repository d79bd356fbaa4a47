import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Miner } from "../enclave/miner.ts";

/** Serves `handOver` for this worker. The enclave decides; its reply is sealed to the requesting enclave. */
export const serveHandOver = ({
  bus,
  miner,
}: {
  readonly bus: Bus;
  readonly miner: Pick<Miner, "identity" | "give">;
}): Subscribed =>
  bus.serve(subjects.handOver, { at: { identity: miner.identity.slice(2) } }, ({ request }) => miner.give(request));
