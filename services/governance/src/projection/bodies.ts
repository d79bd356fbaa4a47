import type { Hex } from "@pha/codec";
import {
  type Collective,
  council,
  democracy,
  elections,
  technicalCommittee,
  technicalMembership,
} from "@pha/runtime/spec";
import { on, type Rule } from "./event.ts";

/** What happens to a body's motions. */
function motionRules(body: Collective, name: string): readonly Rule[] {
  const topic = ({ proposal_hash }: { readonly proposal_hash: Hex }) => `motion/${name}/${proposal_hash}`;
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

const ofCall = ({ proposal_hash }: { readonly proposal_hash: Hex }) => `call/${proposal_hash}`;
const ofElections = () => "elections";
const ofCommittee = () => "technical-committee";

/** Council, technical committee, elections. */
export const bodyRules: readonly Rule[] = [
  ...motionRules(council, "council"),
  ...motionRules(technicalCommittee, "technical-committee"),
  on(democracy, "Vetoed", ofCall),
  on(democracy, "Blacklisted", ofCall),
  on(elections, "NewTerm", ofElections),
  on(elections, "EmptyTerm", ofElections),
  on(elections, "ElectionError", ofElections),
  on(elections, "MemberKicked", ofElections),
  on(elections, "Renounced", ofElections),
  on(elections, "CandidateSlashed", ofElections),
  on(elections, "SeatHolderSlashed", ofElections),
  ...(Object.keys(technicalMembership.events) as (keyof typeof technicalMembership.events)[]).map((name) =>
    on(technicalMembership, name, ofCommittee),
  ),
];
