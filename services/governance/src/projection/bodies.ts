import type { Hex } from "@pha/codec";
import {
  type Body,
  bodies,
  bodyNames,
  type Collective,
  democracy,
  elections,
  technicalMembership,
} from "@pha/runtime/spec";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

/** What happens to a body's motions. */
function motionRules(name: Body): readonly Rule[] {
  const body: Collective = bodies[name];
  const topic = ({ proposal_hash }: { readonly proposal_hash: Hex }) => topics.motion(name, proposal_hash);
  return [
    on(body, "Proposed", topic),
    on(body, "Voted", topic),
    on(body, "Approved", topic),
    on(body, "Disapproved", topic),
    on(body, "Executed", topic),
    on(body, "MemberExecuted", topic),
    on(body, "Closed", topic),
  ];
}

const ofCall = ({ proposal_hash }: { readonly proposal_hash: Hex }) => topics.call(proposal_hash);

/** Council, technical committee, elections. */
export const bodyRules: readonly Rule[] = [
  ...bodyNames.flatMap(motionRules),
  on(democracy, "Vetoed", ofCall),
  on(democracy, "Blacklisted", ofCall),
  on(elections, "NewTerm", topics.elections),
  on(elections, "EmptyTerm", topics.elections),
  on(elections, "ElectionError", topics.elections),
  on(elections, "MemberKicked", topics.elections),
  on(elections, "Renounced", topics.elections),
  on(elections, "CandidateSlashed", topics.elections),
  on(elections, "SeatHolderSlashed", topics.elections),
  ...(Object.keys(technicalMembership.events) as (keyof typeof technicalMembership.events)[]).map((name) =>
    on(technicalMembership, name, topics.committee),
  ),
];
