import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { hold, release } from "../balances/holds.ts";
import { expectOwnPart, expectStanding, putCandidacy } from "./candidacies.ts";
import { addLeaving, dueToday, splitFree } from "./leaving.ts";
import { generationHeld } from "./seats.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Candidacy, Leaving } from "./types.ts";

const { errors, holdReasons } = gatekeeperElection;

/** Backs a candidate with so much more. */
export function nominate(env: Env, who: AccountId, identity: Hex, amount: bigint): void {
  const { state, emit } = env.of(gatekeeperElection);
  const before = state.nominations.get(who);
  if (before && before.candidate !== identity) throw errors.BacksAnother({ candidate: before.candidate });
  const candidacy = expectStanding(env, identity);
  const stake = (before?.stake ?? 0n) + amount;
  expectLeast(env, stake);
  const backed = { ...candidacy, backed: candidacy.backed + amount };
  expectOwnPart(env, backed);

  hold(env, who, holdReasons.Nomination, amount);
  state.nominations.put(who, { candidate: identity, stake });
  putCandidacy(env, identity, backed);
  emit.Nominated({ identity, who, amount });
}

/** Backs its candidate with so much less; what is left is as much as a nomination must be, or nothing. */
export function unnominate(env: Env, who: AccountId, amount: bigint): void {
  const { state, emit } = env.of(gatekeeperElection);
  const before = state.nominations.get(who);
  if (!before || amount > before.stake) throw errors.BacksNobody({ stake: before?.stake ?? 0n });
  if (amount === 0n) throw errors.TooLittle({ stake: 0n, least: 1n });
  const { candidate: identity } = before;
  const stake = before.stake - amount;
  if (stake > 0n) expectLeast(env, stake);
  const candidacy = state.candidacies.get(identity) as Candidacy;

  const due = dueToday(env);
  collectFree(env, who);
  putLeaving(
    env,
    who,
    addLeaving(env, state.leaving.get(who), { amount, due, generation: generationHeld(env, identity) }),
  );
  if (stake === 0n) state.nominations.remove(who);
  else state.nominations.put(who, { candidate: identity, stake });
  putCandidacy(env, identity, { ...candidacy, backed: candidacy.backed - amount });
  emit.Unnominated({ identity, who, amount, due });
}

/** Gives an account back what of its stake is free. @returns how much that is */
export function collectFree(env: Env, who: AccountId): bigint {
  const { state, emit } = env.of(gatekeeperElection);
  const { amount, rest } = splitFree(env, state.leaving.get(who));
  if (amount === 0n) return 0n;
  putLeaving(env, who, rest);
  release(env, who, holdReasons.Nomination, amount);
  emit.Collected({ who, amount });
  return amount;
}

function putLeaving(env: Env, who: AccountId, all: readonly Leaving[]): void {
  const { leaving } = env.of(gatekeeperElection).state;
  if (all.length === 0) leaving.remove(who);
  else leaving.put(who, all);
}

/** @throws `GatekeeperElection.TooLittle` */
function expectLeast(env: Env, stake: bigint): void {
  const { leastBacking: least } = env.of(gatekeeperElection).state.figures.get();
  if (stake < least) throw errors.TooLittle({ stake, least });
}
