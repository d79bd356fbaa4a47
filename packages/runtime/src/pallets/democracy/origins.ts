import type { AccountId } from "@pha/codec";
import { byRoot, bySigned, type Ensure, type OriginsOf, readState, refusal, suffices } from "@pha/frame";
import type { Collective } from "../collective/contract.ts";
import { atLeast, member, rootOr, unanimous } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { type Rules, rulesOf } from "../parameters/rules.ts";
import { parameters } from "../parameters/spec.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { councilMajority, fastTrackPart } from "./figures.ts";
import type { democracy, FastTracker } from "./spec.ts";
import type { VoteThreshold } from "./threshold.ts";

/** In what the profiles differ: how much of the council a simple majority takes, whose members veto. */
interface Powers {
  readonly majority: Ensure<undefined>;
  readonly vetoer: Ensure<AccountId>;
}

const powersOf = (part: readonly [number, number], vetoers: Collective): Powers => ({
  majority: rootOr(atLeast(council, part)),
  vetoer: member(vetoers),
});

const powers: Rules<Powers> = {
  Phala: powersOf(councilMajority.Phala, council),
  Khala1290: powersOf(councilMajority.Khala1290, technicalCommittee),
};

const majority: Ensure<undefined> = (caller, state) =>
  rulesOf(readState(parameters, state), powers).majority(caller, state);
const external = rootOr(atLeast(council, [1, 2]));
const all = rootOr(unanimous(council));

const fastTrack = rootOr(atLeast(technicalCommittee, fastTrackPart));
const instant = rootOr(unanimous(technicalCommittee));

/** Who proposes by which threshold. */
const proposers: Readonly<Record<VoteThreshold["type"], Ensure>> = {
  SuperMajorityApprove: external,
  SimpleMajority: majority,
  SuperMajorityAgainst: all,
};

/** Who may do what, by the network's profile. */
export const democracyOrigins: OriginsOf<typeof democracy> = {
  external,
  externalMajority: majority,
  externalDefault: all,
  canceller: rootOr(atLeast(council, [2, 3])),
  blacklister: byRoot,
  proposalCanceller: rootOr(unanimous(technicalCommittee)),
  vetoer: (caller, state) => rulesOf(readState(parameters, state), powers).vetoer(caller, state),
  fastTracker(caller, state): FastTracker {
    if (!suffices(instant, caller, state)) fastTrack(caller, state);
    return { fastTrack: suffices(fastTrack, caller, state), instant: suffices(instant, caller, state) };
  },
  describer(caller, state) {
    const proposes = (Object.keys(proposers) as VoteThreshold["type"][]).filter((type) =>
      suffices(proposers[type], caller, state),
    );
    const isRoot = suffices(byRoot, caller, state);
    const account = suffices(bySigned, caller, state) ? bySigned(caller, state) : undefined;
    if (proposes.length === 0 && account === undefined)
      throw refusal("signed or root or a majority of the Council", caller);
    return { isRoot, account, proposes };
  },
};
