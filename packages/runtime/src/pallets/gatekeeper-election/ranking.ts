import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { candidateLimits } from "./limits.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Candidacy } from "./types.ts";

const { errors } = gatekeeperElection;

/** All that is behind a candidate. */
export const stakeBehind = ({ own, backed }: Candidacy): bigint => own + backed;

/** Whether it may be elected at all. */
export const stands = ({ own, leaving }: Candidacy): boolean => own > 0n && leaving === undefined;

/** @throws `GatekeeperElection.OutStaked` where the list is full of candidates with as much stake or more */
export function expectRoom(env: Env, candidacy: Candidacy): void {
  const last = env.of(gatekeeperElection).state.list.get()[candidateLimits.listed - 1];
  if (last && last.stake >= stakeBehind(candidacy)) throw errors.OutStaked({ last: last.stake });
}

/**
 * Gives a candidate the place on the list that its stake is worth, or takes it off. On a full list it pushes out the last,
 * if it has more behind it; that one stands on, and may enter again.
 */
export function rank(env: Env, identity: Hex, candidacy: Candidacy): void {
  const { state, emit } = env.of(gatekeeperElection);
  const all = state.list.get();
  const others = all.filter((listed) => listed.identity !== identity);
  const stake = stakeBehind(candidacy);
  const last = others[candidateLimits.listed - 1];
  if (!stands(candidacy) || (last && last.stake >= stake)) {
    if (others.length === all.length) return;
    state.list.put(others);
    emit.Unlisted({ identity });
    return;
  }
  const kept = last ? others.slice(0, -1) : others;
  const place = kept.filter((listed) => listed.stake >= stake).length;
  state.list.put(kept.toSpliced(place, 0, { identity, stake }));
  if (last) emit.Unlisted({ identity: last.identity });
  emit.Listed({ identity, stake });
}
