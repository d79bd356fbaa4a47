import type { Env } from "@pha/frame";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { technicalMembership } from "./spec.ts";

/** Begins with the committee's members: the first change would drop those that it did not know. */
export function technicalMembershipGenesis(env: Env): void {
  env.of(technicalMembership).state.members.put(env.of(technicalCommittee).state.members.get());
}
