import { vaults } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { type Change, changeHouse } from "../db/house-days.ts";
import { findOwner, insertOwner } from "../db/stake-owners.ts";
import { dayOf } from "../rules/days.ts";
import { topics } from "../rules/topics.ts";
import { on, type Place, type Rule } from "./event.ts";
import { moveStake, vaultHouse } from "./stakes.ts";

interface OfVault {
  readonly vault: number;
}

const ofVault = ({ vault }: OfVault) => topics.vault(vault);

const change = (tx: Db, { timeMs }: Place, vault: number, by: Change) =>
  changeHouse(tx, vaultHouse(vault), dayOf(timeMs), by);

/** What vaults do: what they have in no pool goes down and up, their owners earn shares. */
export const vaultRules: readonly Rule[] = [
  on(vaults, "VaultCreated", ofVault, async (tx, { vault, owner }, at) => {
    await insertOwner(tx, vaultHouse(vault), owner);
    await change(tx, at, vault, {});
  }),
  on(vaults, "VaultClosed", ofVault),
  on(vaults, "CommissionSet", ofVault),
  on(vaults, "Invested", ofVault, (tx, { vault, amount }, at) => change(tx, at, vault, { value: -amount })),
  on(vaults, "Divested", ofVault),
  on(vaults, "DivestmentCancelled", ofVault),
  on(vaults, "Collected", ofVault, (tx, { vault, amount }, at) => change(tx, at, vault, { value: amount })),
  on(vaults, "FeeEarned", undefined, (tx, { vault, shares }, at) => change(tx, at, vault, { shares })),
  on(vaults, "FeeTaken", undefined, async (tx, { vault, shares }, at) => {
    const who = await findOwner(tx, vaultHouse(vault));
    if (who)
      await moveStake(tx, at, vaultHouse(vault), { who, what: "fee", shares }, ({ active }) => ({
        active: active + shares,
      }));
  }),
];
