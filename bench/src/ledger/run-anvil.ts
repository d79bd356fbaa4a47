import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startAnvil } from "../anvil/anvil.ts";
import { type Measured, measure } from "./measure.ts";
import type { LedgerOptions } from "./options.ts";

/** Figures of anvil, with the same client, machine and number of accounts. */
export interface AnvilFigures {
  readonly oneByOne: Measured;
  readonly batches: Measured;
}

/** Accounts that send. */
export const SENDERS = 1_000;
/** As many as JSON-RPC of the chain takes at a time. */
export const BATCH = 100;

export async function runAnvil(dir: string, { transfers, inFlight }: LedgerOptions): Promise<AnvilFigures> {
  const folder = join(dir, "anvil");
  await mkdir(folder);
  await using anvil = await startAnvil(folder, SENDERS);
  const pids = { anvil: anvil.pid };
  await measure(anvil.target, pids, anvil.sign(SENDERS), { inFlight, batch: 1 }); // warms up
  return {
    oneByOne: await measure(anvil.target, pids, anvil.sign(transfers), { inFlight, batch: 1 }),
    batches: await measure(anvil.target, pids, anvil.sign(transfers), { inFlight: 4, batch: BATCH }),
  };
}
