import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Paced, pace } from "../load/paced.ts";
import { startOurs } from "../network/start-ours.ts";
import { makeSenders, type Scheme, signing } from "../network/transfers.ts";
import { type Measured, measure } from "./measure.ts";
import type { LedgerOptions } from "./options.ts";
import { BATCH, SENDERS } from "./run-anvil.ts";

/** Figures of our ledger with one signature scheme. */
export interface SchemeFigures {
  readonly oneByOne: Measured;
  readonly batches: Measured;
  /** At half of what it bears one by one. */
  readonly halfLoad: Paced;
}

/** Figures of our ledger. */
export type OurFigures = { readonly validators: number } & Readonly<Record<Scheme, SchemeFigures>>;

/** Signatures of sr25519 take so many times longer to make. */
const SR25519_SHARE = 3;

export async function runOurs(
  dir: string,
  validators: number,
  { transfers, inFlight, profile }: LedgerOptions,
  say: (line: string) => void,
): Promise<OurFigures> {
  const senders = { ed25519: makeSenders("ed25519", SENDERS), sr25519: makeSenders("sr25519", SENDERS) };
  const accounts = [...senders.ed25519, ...senders.sr25519].map(({ accountId }) => accountId);
  const folder = join(dir, `validators-${validators}`);
  await mkdir(folder);
  await using ours = await startOurs({ dir: folder, validators, accounts, profileDir: profile });
  const { target, pids } = ours;

  async function run(scheme: Scheme, count: number): Promise<SchemeFigures> {
    const sign = signing(senders[scheme], accounts, ours.genesisHash);
    await measure(target, pids, sign(SENDERS), { inFlight, batch: 1 }); // warms up
    const oneByOne = await measure(target, pids, sign(count), { inFlight, batch: 1 });
    say(`${scheme}, one by one: ${oneByOne.perSecond.toFixed(0)} transfers/s final`);
    const batches = await measure(target, pids, sign(count), { inFlight: 4, batch: BATCH });
    say(`${scheme}, batches of ${BATCH}: ${batches.perSecond.toFixed(0)} transfers/s final`);
    const halfLoad = await pace(target.url, sign(Math.ceil(count / 2)), oneByOne.perSecond / 2);
    say(`${scheme}, half load: inclusion to finality p95 ${halfLoad.finalityMs.p95.toFixed(0)} ms`);
    return { oneByOne, batches, halfLoad };
  }

  return {
    validators,
    ed25519: await run("ed25519", transfers),
    sr25519: await run("sr25519", Math.ceil(transfers / SR25519_SHARE)),
  };
}
