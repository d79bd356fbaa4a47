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
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    residentMb: Math.round(sum("process_resident_memory_bytes") / 2 ** 20),
    faults: sum("chain_faults_total"),
    finalized: sum("chain_finalized_block_number"),
    included: sum("chain_extrinsics_included_total"),
  };
}
