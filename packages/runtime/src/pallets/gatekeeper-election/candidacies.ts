import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { permillOf } from "../balances/parts.ts";
import { rank, stakeBehind } from "./ranking.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Candidacy } from "./types.ts";

const { errors } = gatekeeperElection;

/** Writes what is behind a gatekeeper, and its place; of one behind which nothing is, nothing stays. */
export function putCandidacy(env: Env, identity: Hex, candidacy: Candidacy): void {
  const { candidacies } = env.of(gatekeeperElection).state;
  if (stakeBehind(candidacy) === 0n) candidacies.remove(identity);
  else candidacies.put(identity, candidacy);
  rank(env, identity, candidacy);
}

/** The candidacy of one that stands. @throws `GatekeeperElection.NotStanding`, `Withdrawn` */
export function expectStanding(env: Env, identity: Hex): Candidacy {
  const candidacy = env.of(gatekeeperElection).state.candidacies.get(identity);
  if (!candidacy || candidacy.own === 0n) throw errors.NotStanding();
  if (candidacy.leaving !== undefined) throw errors.Withdrawn({ due: candidacy.leaving });
  return candidacy;
}

/** @throws `GatekeeperElection.BackedEnough` where what a candidate has put up is less than its part of all */
export function expectOwnPart(env: Env, candidacy: Candidacy): void {
  const { ownPart } = env.of(gatekeeperElection).state.figures.get();
  const { own } = candidacy;
  const least = permillOf(stakeBehind(candidacy), ownPart);
  if (own < least) throw errors.BackedEnough({ own, least });
}
