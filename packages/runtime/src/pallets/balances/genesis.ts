import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { nobody, system } from "../system/spec.ts";
import { existentialDeposit, newLogicFlag } from "./account-data.ts";
import { balances } from "./spec.ts";

/** Endows accounts; what they have together is the issuance. */
export function balancesGenesis(env: Env, endowed: GenesisOf<typeof balances>): void {
  if (new Set(endowed.map(({ account }) => account)).size !== endowed.length)
    throw errors.BadGenesis({ reason: "an account is endowed twice" });
  if (endowed.some(({ amount }) => amount < existentialDeposit))
    throw errors.BadGenesis({ reason: "an endowment is too small to exist" });
  const { account: accounts } = env.of(system).state;
  for (const { account, amount } of endowed) {
    const data = { free: amount, reserved: 0n, frozen: 0n, flags: newLogicFlag };
    accounts.put(account, { ...nobody, providers: 1, data });
  }
  env.of(balances).state.totalIssuance.put(endowed.reduce((sum, { amount }) => sum + amount, 0n));
}
