import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { strangerAt } from "../network/spec.ts";
import { startOurs } from "../network/start-ours.ts";
import { makeSenders, signing } from "../network/transfers.ts";
import { type Measured, measure } from "./measure.ts";
import type { LedgerOptions } from "./options.ts";
import { SENDERS } from "./run-anvil.ts";

/** Cost of a transfer among so many accounts, with one validator. */
export interface CurvePoint extends Measured {
  readonly accounts: number;
}

/** Transfers of ed25519 senders to receivers all over the state. */
export async function runCurvePoint(
  dir: string,
  accounts: number,
  { transfers, inFlight }: LedgerOptions,
): Promise<CurvePoint> {
  const senders = makeSenders("ed25519", Math.min(SENDERS, accounts));
  const strangers = Array.from({ length: accounts - senders.length }, (_, i) => strangerAt(i));
  const all = [...senders.map(({ accountId }) => accountId), ...strangers];
  const folder = join(dir, `accounts-${accounts}`);
  await mkdir(folder);
  await using ours = await startOurs({ dir: folder, validators: 1, accounts: all, profileDir: undefined });
  const sign = signing(senders, all, ours.genesisHash);
  await measure(ours.target, ours.pids, sign(senders.length), { inFlight, batch: 1 }); // warms up
  return { accounts, ...(await measure(ours.target, ours.pids, sign(transfers), { inFlight, batch: 1 })) };
}
