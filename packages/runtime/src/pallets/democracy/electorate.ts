import type { Env } from "@pha/frame";
import { accountOf } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";

/** Accounts whose money nobody can vote with. */
const silent = [treasuryAccount];

/** What could vote: the issuance without what nobody can vote with. */
export function electorateOf(env: Env): bigint {
  const owned = silent.map((who) => accountOf(env, who).data).map(({ free, reserved }) => free + reserved);
  return owned.reduce((rest, amount) => rest - amount, env.of(balances).state.totalIssuance.get());
}
