import { emission } from "../../economy/emission.ts";
import { PHA } from "../../pallets/balances/account-data.ts";
import { miningAccount } from "../../pallets/balances/pallet-account.ts";
import { computation } from "../../pallets/computation/spec.ts";
import { stakePools } from "../../pallets/stake-pools/spec.ts";
import { system } from "../../pallets/system/spec.ts";
import { tickNow } from "../../pallets/timestamp/clock.ts";
import { Chance } from "./chance.ts";
import { Explained } from "./explained.ts";
import { blockSeconds, Network } from "./network.ts";

/** How a network stands after a block; money in plancks. */
export interface Sample {
  readonly block: number;
  /** Paid of the mining account, and the budget of all ticks that are over. */
  readonly paid: bigint;
  readonly budget: bigint;
  /** What pools are worth. */
  readonly staked: bigint;
  readonly online: number;
}

/** What a simulation came to. */
export interface Simulated {
  readonly samples: readonly Sample[];
  /** Changes of balances, each of which events explained. */
  readonly changes: number;
  readonly done: ReadonlyMap<string, number>;
}

/**
 * Runs a network for so many blocks of ten minutes over the real runtime: people come and go, machines fall silent,
 * misbehave and are stopped, figures change.
 *
 * @throws Error at the first block at which balances are not the issuance, a balance changed without an event, or more
 *   was paid than the budget of the ticks that are over
 */
export function simulate({ blocks, seed }: { readonly blocks: number; readonly seed: string }): Simulated {
  const network = new Network(new Chance(seed));
  const { ledger } = network;
  ledger.runTo(ledger.now.number + 1);
  const explained = new Explained(ledger.state);
  const endowed = ledger.of(system).account.get(miningAccount).data.free;
  const samples: Sample[] = [];
  let [budget, upTo, rate] = [0n, 0, ledger.of(computation).figures.get().budget];
  for (let i = 0; i < blocks; i++) {
    const tick = ledger.act(tickNow);
    budget += emission(rate, upTo, tick);
    upTo = tick;
    network.step();
    rate = ledger.of(computation).figures.get().budget;
    explained.follow(ledger.blockOf());
    const paid = endowed - ledger.of(system).account.get(miningAccount).data.free;
    if (paid > budget) throw new Error(`block ${i}: ${paid} is paid of ${budget}`);
    const pools = ledger.of(stakePools).pools.getMany([0, 1]);
    const staked = pools.reduce((sum, pool) => sum + (pool?.value ?? 0n), 0n);
    samples.push({ block: i, paid, budget, staked, online: ledger.of(computation).onlineCount.get() });
  }
  return { samples, changes: explained.changes, done: network.done };
}

/** Blocks of a day, and of a fortnight. */
export const dayBlocks = 86_400 / blockSeconds;
export const inPha = (plancks: bigint): number => Number(plancks / (PHA / 1_000n)) / 1_000;
