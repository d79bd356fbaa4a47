import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { release, seizeHeld } from "../balances/holds.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { changeMembers, setPrime } from "../collective/members.ts";
import { council } from "../council/spec.ts";
import { byAccount } from "./election.ts";
import { elections, type SeatHolder } from "./spec.ts";

const { holdReasons } = elections;

/** A bond that is lost goes to the treasury. */
export function slashBond(env: Env, who: AccountId, amount: bigint): void {
  seizeHeld(env, who, holdReasons.Candidacy, amount, treasuryAccount);
}

/**
 * Takes a member's seat; the best runner-up gets it. The prime stays it unless it is the one who leaves.
 *
 * @param refused - thrown where the account is no member
 */
export function replaceMember(env: Env, who: AccountId, slash: boolean, refused: () => Error): void {
  const { state, emit } = env.of(elections);
  const members = state.members.get();
  const leaving = members.find((each) => each.who === who);
  if (!leaving) throw refused();
  if (slash) {
    slashBond(env, who, leaving.deposit);
    emit.SeatHolderSlashed({ seat_holder: who, amount: leaving.deposit });
  } else release(env, who, holdReasons.Candidacy, leaving.deposit);
  const runnersUp = state.runnersUp.get();
  const next = runnersUp.at(-1);
  if (next) state.runnersUp.put(runnersUp.slice(0, -1));
  const rest: SeatHolder[] = members.filter((each) => each !== leaving);
  const seated = [...rest, ...(next ? [next] : [])].sort(byAccount);
  state.members.put(seated);
  const prime = env.of(council).state.prime.get();
  seat(env, seated, prime === who ? undefined : prime);
}

/** Makes the members the council's. */
export function seat(env: Env, members: readonly SeatHolder[], prime: AccountId | undefined): void {
  changeMembers(
    env,
    council,
    members.map(({ who }) => who),
  );
  setPrime(env, council, prime);
}
