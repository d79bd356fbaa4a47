import type { AccountId, Hex } from "@pha/codec";
import type { AnyPallet, Call, Reader } from "@pha/frame";
import { expect } from "vitest";
import { PHA } from "../../pallets/balances/account-data.ts";
import { bounties } from "../../pallets/bounties/spec.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import { elections } from "../../pallets/elections/spec.ts";
import { tips } from "../../pallets/tips/spec.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { allPallets, type TestLedger, testPallet } from "../index.ts";
import { accountOf, type Caller } from "../people.ts";

/** The council of the beginning, three of which are the technical committee. */
export const people = ["Alice", "Bob", "Charlie", "Dave", "Eve"] as const;
export const accounts: readonly AccountId[] = people.map(accountOf);

/** A network in which a history happens, and what is known of it beside its state. */
export interface World {
  readonly ledger: TestLedger;
  /** Hashes of all tips there were. */
  readonly tips: Set<Hex>;
  /** Names of the calls that were done. */
  readonly done: Map<string, number>;
}

/** What an act follows from: the state, and the number of the block that it would be in. */
export interface Scene {
  readonly ledger: {
    of<P extends AnyPallet>(pallet: P): Reader<P>;
    readonly now: { readonly number: number };
  };
}

/** What somebody does, as things are by then. */
export type Act = (scene: Scene) => readonly [Caller, Call];

const startingBalance = 2_000n * PHA;

/** A network whose day has four blocks, in which everybody has the same. */
export function beginWorld(): World {
  const parameters = { profile: { type: "Phala" }, blocksPerDay: 4 } as const;
  const ledger = testPallet(allPallets, { genesis: { parameters } });
  const votes = ledger.of(democracy).figures;
  votes.put({ ...votes.get(), locking: 2 });
  const rewards = ledger.of(bounties).figures;
  rewards.put({ ...rewards.get(), payoutDelay: 3 });
  const terms = ledger.of(elections).figures;
  terms.put({ ...terms.get(), termDuration: 12 });
  const money = ledger.of(treasury).figures;
  money.put({ ...money.get(), spendPeriod: 6 });
  ledger.setBalances(Object.fromEntries(people.map((who) => [who, startingBalance])));
  return { ledger, tips: new Set(), done: new Map() };
}

/** Does something; what is refused is refused by an error of the ledger's own. Gives whether it was done. */
export function play(world: World, act: Act): boolean {
  const { ledger, done } = world;
  const [who, call] = act(world);
  try {
    ledger.run(who, call);
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^[\w-]+\.\w+$/), kind: expect.any(String) });
    return false;
  }
  const name = `${call.type}.${call.value.type}`;
  done.set(name, (done.get(name) ?? 0) + 1);
  for (const event of ledger.events(tips)) if (event.type === "NewTip") world.tips.add(event.value.tip_hash);
  return true;
}

/** Numbers below a count. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
