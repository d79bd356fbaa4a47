import { readMetrics } from "../metrics.ts";

/** What a chain's own metrics say. */
export interface Health {
  readonly residentMb: number;
  /** Errors that carried no code. */
  readonly faults: number;
  readonly finalized: number;
  /** Extrinsics in blocks. */
  readonly included: number;
}

export async function readHealth(url: string): Promise<Health> {
  const sum = await readMetrics(url);
  return {
    residentMb: Math.round(sum("process_resident_memory_bytes") / 2 ** 20),
    faults: sum("chain_faults_total"),
    finalized: sum("chain_finalized_block_number"),
    included: sum("chain_extrinsics_included_total"),
  };
}
