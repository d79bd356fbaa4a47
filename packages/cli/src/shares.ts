import type { StateView } from "@pha/frame";
import { fundIn, type StakeKind, sharesFor, stakePools, vaults } from "@pha/runtime/spec";
import { errors } from "./errors.ts";

/**
 * As many shares of a pool or vault as are worth an amount in plancks now, rounded down.
 *
 * @throws `cli.Worthless`, `StakePools.UnknownPool`, `Vaults.UnknownVault`
 */
export function sharesWorth(view: StateView, kind: StakeKind, id: number, amount: bigint): bigint {
  const fund = fundIn(view, kind, id);
  if (!fund)
    throw kind === "pool" ? stakePools.errors.UnknownPool({ pool: id }) : vaults.errors.UnknownVault({ vault: id });
  if (fund.shares > 0n && fund.value === 0n) throw errors.Worthless({ [kind]: id, shares: fund.shares });
  return sharesFor(fund, amount);
}
