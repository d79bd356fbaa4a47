import type { Collective } from "../pallets/collective/contract.ts";
import { council } from "../pallets/council/spec.ts";
import { technicalCommittee } from "../pallets/technical-committee/spec.ts";

/** The bodies that decide by motions, by their names in paths, topics and output. */
export const bodies = {
  council,
  "technical-committee": technicalCommittee,
} as const satisfies Readonly<Record<string, Collective>>;

/** One of them. */
export type Body = keyof typeof bodies;

/** All of them, in their order. */
export const bodyNames = Object.keys(bodies) as readonly Body[];
