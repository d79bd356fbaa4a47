import type { Hex, Network } from "@pha/sdk";
import { readState } from "@pha/sdk";
import { attestation, type Standing, standingOf, type Worker } from "@pha/sdk/pallets";

/** A registered enclave, and whether it counts now. */
export interface Enclave {
  readonly identity: Hex;
  readonly worker: Worker;
  readonly standing: Standing;
  /** The program of its measurement, as the policy names it. */
  readonly program: string;
  readonly expiresMs: number;
}

/** Enclaves that are listed. */
const most = 100;

/** Registered enclaves, each proven; that none is left out is the chain's word. */
export async function readEnclaves(network: Network): Promise<readonly Enclave[]> {
  const { entries } = await network.entries(attestation, "workers", { limit: most });
  const { policy, platforms, nowMs } = await network.read((state, { timeMs }) => {
    const reads = readState(attestation, state);
    return { policy: reads.policy.get(), platforms: reads.platforms.get(), nowMs: timeMs };
  });
  return entries.map(({ keys: [identity], value: worker }) => {
    const row = policy.measurements.find(({ measurement }) => measurement === worker.measurement);
    return {
      identity,
      worker,
      standing: standingOf({ policy, platforms }, worker, nowMs),
      program: row ? `${row.name} ${row.version}` : "a program that is not allowed",
      expiresMs: Number(worker.attestedAtMs + policy.maxAgeMs),
    };
  });
}
