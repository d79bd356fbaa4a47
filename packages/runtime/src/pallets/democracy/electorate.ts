import { type Reader, readState, type StateView } from "@pha/frame";
import { miningAccount, treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";

/** Accounts whose money nobody can vote with. */
const silent = [treasuryAccount, miningAccount];

/** What could vote: the issuance without what nobody can vote with. */
export function electorate({ account }: Reader<typeof system>, { totalIssuance }: Reader<typeof balances>): bigint {
  const owned = account.getMany(silent).map(({ data: { free, reserved } }) => free + reserved);
  return owned.reduce((rest, amount) => rest - amount, totalIssuance.get());
}

/** The same, of a state that is only looked at. */
export const electorateIn = (view: StateView): bigint => electorate(readState(system, view), readState(balances, view));
