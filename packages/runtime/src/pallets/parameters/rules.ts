import type { Parameters, Profile } from "./spec.ts";

/** Rules of a pallet, for each profile. */
export type Rules<R> = Readonly<Record<Profile["type"], R>>;

/** Those that a network has: `rulesOf(env.of(parameters).state, democracyRules)`. */
export const rulesOf = <R>({ profile }: Pick<Parameters, "profile">, rules: Rules<R>): R => rules[profile.get().type];

/** A period in blocks, one at least. */
export const blocksOf = ({ blocksPerDay }: Pick<Parameters, "blocksPerDay">, hours: number): number =>
  Math.max(1, Math.floor((hours * blocksPerDay.get()) / 24));
