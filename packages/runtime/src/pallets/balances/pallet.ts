import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { system } from "../system/spec.ts";
import { balancesCalls } from "./calls.ts";
import { balancesCarryOver } from "./carry-over.ts";
import { balancesGenesis } from "./genesis.ts";
import { treasuryAccount } from "./pallet-account.ts";
import { balances } from "./spec.ts";

export const balancesPallet = joinPallet(balances, {
  uses: [system],
  calls: balancesCalls,
  units: { upgrade_accounts: { accounts: ({ who }) => who.length } },
  genesis: balancesGenesis,
  carryOver: balancesCarryOver,
  touchedKeys: {
    block: () => [storageKeys(balances).totalIssuance.key(), storageKeys(system).account.key(treasuryAccount)],
  },
});
