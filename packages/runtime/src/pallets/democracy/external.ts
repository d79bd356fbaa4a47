import type { AccountId, Hex } from "@pha/codec";
import { type Env, errors as frameErrors } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import type { Bounded } from "../preimage/bounded.ts";
import { hashOf } from "../preimage/bounded.ts";
import { dropDescription, passDescription } from "./descriptions.ts";
import { checkBlacklist } from "./proposals.ts";
import { start } from "./referenda.ts";
import { democracy, type FastTracker } from "./spec.ts";
import { democracyLimits } from "./types.ts";

const { errors } = democracy;
const described = { type: "External" } as const;

/** @throws `Democracy.DuplicateProposal`, `ProposalBlacklisted` */
export function proposeExternal(env: Env, proposal: Bounded): void {
  const { nextExternal } = env.of(democracy).state;
  if (nextExternal.has()) throw errors.DuplicateProposal();
  checkBlacklist(env, proposal);
  nextExternal.put([proposal, { type: "SuperMajorityApprove" }]);
}

/** Makes a referendum of the council's proposal, and gives its number; nothing where none waits. */
export function tableExternal(env: Env): number | undefined {
  const { state, emit } = env.of(democracy);
  const next = state.nextExternal.take();
  if (!next) return undefined;
  const [proposal, threshold] = next;
  emit.ExternalTabled({});
  const { voting, enactment } = state.figures.get();
  const referendum = start(env, { end: blockAfter(env, voting), proposal, threshold, delay: enactment });
  passDescription(env, described, { type: "Referendum", value: referendum });
  return referendum;
}

/** What a fast track is of, how long it lasts, and after how many blocks what passes is dispatched. */
interface FastTrack {
  readonly proposal_hash: Hex;
  readonly voting_period: number;
  readonly delay: number;
}

/**
 * Begins the referendum on the council's proposal at once; its threshold stays.
 *
 * @throws `frame.BadOrigin`, `Democracy.InstantNotAllowed`, `VotingPeriodLow`, `ProposalMissing`, `NotSimpleMajority`,
 *   `InvalidHash`
 */
export function fastTrack(env: Env, by: FastTracker, { proposal_hash, voting_period, delay }: FastTrack): void {
  const { state } = env.of(democracy);
  const { fastTrackVoting, instantAllowed } = state.figures.get();
  if (voting_period < fastTrackVoting || !by.fastTrack) {
    if (!by.instant)
      throw frameErrors.BadOrigin({ accepts: "all of the TechnicalCommittee, for so short a vote", fastTrackVoting });
    if (!instantAllowed) throw errors.InstantNotAllowed({ fastTrackVoting });
  }
  if (voting_period === 0) throw errors.VotingPeriodLow();
  const next = state.nextExternal.get();
  if (!next) throw errors.ProposalMissing();
  const [proposal, threshold] = next;
  if (threshold.type === "SuperMajorityApprove") throw errors.NotSimpleMajority();
  const hash = hashOf(proposal);
  if (hash !== proposal_hash) throw errors.InvalidHash({ hash });
  state.nextExternal.remove();
  const referendum = start(env, { end: blockAfter(env, voting_period), proposal, threshold, delay });
  passDescription(env, described, { type: "Referendum", value: referendum });
}

/**
 * Takes the council's proposal away for a time. Who vetoed a call once does not do so again, whoever proposes it.
 *
 * @throws `Democracy.NoProposal`, `ProposalMissing`, `AlreadyVetoed`, `TooMany`
 */
export function veto(env: Env, who: AccountId, hash: Hex): void {
  const { state, emit } = env.of(democracy);
  const next = state.nextExternal.get();
  if (!next) throw errors.NoProposal();
  if (hashOf(next[0]) !== hash) throw errors.ProposalMissing();
  const [, members] = state.blacklist.get(hash) ?? [0, []];
  if (members.includes(who)) throw errors.AlreadyVetoed();
  if (members.length >= democracyLimits.blacklisted) throw errors.TooMany({ max: democracyLimits.blacklisted });
  const until = blockAfter(env, state.figures.get().cooloff);
  state.blacklist.put(hash, [until, [...members, who].sort((a, b) => (a < b ? -1 : 1))]);
  dropExternal(env);
  emit.Vetoed({ who, proposal_hash: hash, until });
}

/** The council's proposal ends, with what describes it. */
export function dropExternal(env: Env): void {
  env.of(democracy).state.nextExternal.remove();
  dropDescription(env, described);
}
