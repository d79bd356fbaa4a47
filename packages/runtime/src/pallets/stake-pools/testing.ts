import { accountOf, callsOf, type LedgerOptions, type TestLedger, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { poolAccount } from "./account.ts";
import { stakePoolsPallet } from "./pallet.ts";
import { bookReward, lockStake } from "./sessions.ts";
import { stakePools } from "./spec.ts";

export const own = callsOf(stakePools);

/** Every block is a day on. */
export const daily: LedgerOptions = { genesis: { timestamp: { tickMs: 1 } }, blockMs: 7_200n };

/** Whole PHA. */
export const pha = (amount: number): bigint => BigInt(amount) * PHA;

/** A ledger where Olga owns pool 0, with a commission of a tenth, and everybody has 100,000 PHA. */
export function setup(pallets = [stakePoolsPallet]): TestLedger {
  const ledger = testPallet(pallets, daily);
  for (const who of ["Olga", "Dora", "Emil", "Fred", "Mine"]) ledger.setBalances({ [who]: pha(100_000) });
  ledger.run("Olga", own.create({ commission: 100_000 }));
  return ledger;
}

export const poolOf = (ledger: TestLedger, pool = 0) => {
  const found = ledger.of(stakePools).pools.get(pool);
  if (!found) throw new Error(`no pool ${pool}`);
  return found;
};

/** Puts PHA into the pool. */
export const contribute = (ledger: TestLedger, who: string, amount: number, pool = 0): void =>
  ledger.run(who, own.contribute({ pool, amount: pha(amount) }));

/** Asks shares back that were worth so much when the pool began. */
export const withdraw = (ledger: TestLedger, who: string, amount: number, pool = 0): void =>
  ledger.run(who, own.withdraw({ pool, shares: pha(amount) }));

/** Lets some days pass. */
export const days = (ledger: TestLedger, count: number): void => ledger.runTo(ledger.now.number + count);

/** A machine of the pool earns an amount. */
export const earn = (ledger: TestLedger, amount: bigint, pool = 0): void =>
  ledger.act((env) => {
    transfer(env, accountOf("Mine"), poolAccount(pool), amount, true);
    bookReward(env, pool, amount);
  });

/** Puts stake into a session. */
export const stake = (ledger: TestLedger, amount: number, pool = 0): void =>
  ledger.act((env) => lockStake(env, pool, pha(amount)));
