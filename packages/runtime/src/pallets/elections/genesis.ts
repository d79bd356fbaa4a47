import type { Env, GenesisOf } from "@pha/frame";
import { parameters } from "../parameters/spec.ts";
import { byAccount } from "./election.ts";
import { figuresOf } from "./figures.ts";
import { seat } from "./seats.ts";
import { elections } from "./spec.ts";

/** Begins with members who have been elected, by such stakes of their own and without a bond; without any the council stays as it is. */
export function electionsGenesis(env: Env, elected: GenesisOf<typeof elections>): void {
  const { state } = env.of(elections);
  state.figures.put(figuresOf(env.of(parameters).state));
  if (elected.length === 0) return;
  const members = elected.map(([who, stake]) => ({ who, stake, deposit: 0n })).sort(byAccount);
  state.members.put(members);
  for (const { who, stake } of members) state.voting.put(who, { votes: [who], stake, deposit: 0n });
  seat(env, members, undefined);
}
