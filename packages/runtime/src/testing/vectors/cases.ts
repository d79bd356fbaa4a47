import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../../pallets/parameters/spec.ts";

/** One step of a case: what is done, with what, and the error it ends with if it does. */
export interface Step {
  readonly op: string;
  readonly err?: string;
  readonly [argument: string]: unknown;
}

/** What happens to a network with such figures, step by step. */
export interface Case {
  readonly id: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

/** Replays a case by the rules of a profile; throws where the runtime does otherwise. */
export type Replay<C = Case> = (of: C, profile: Profile["type"]) => void;

const file = join(import.meta.dirname, "../../../vectors/governance.json");

/** The cases of Substrate's own tests, and those that were derived from its rules. */
export const vectors = JSON.parse(readFileSync(file, "utf8"));

/** What groups call their cases, where they say more than these. */
const lists = ["cases", "rows", "table", "votes_cases"];

/** The cases of a group; those without a name have their number. */
export function casesOf(group: string): readonly Case[] {
  const said = vectors[group];
  const given = Array.isArray(said) ? said : lists.flatMap((list) => said[list] ?? []);
  return given.map((one, number) => ({ ...one, id: String(one.id ?? one.origin ?? number) }));
}
