import { type CallContext, implement } from "@pha/frame";
import { lastNumber } from "../../numbers.ts";
import { hashOf } from "../preimage/bounded.ts";
import { lengthOf } from "../preimage/requests.ts";
import { lookup } from "../system/lookup.ts";
import { delegate, undelegate } from "./delegation.ts";
import { dropDescription } from "./descriptions.ts";
import { dropExternal, fastTrack, proposeExternal, veto } from "./external.ts";
import { updateLock } from "./locks.ts";
import { depositsOf, endProposal, findProposal, propose, releaseDeposits, second } from "./proposals.ts";
import { cancel, ongoing } from "./referenda.ts";
import { type Describer, democracy } from "./spec.ts";
import type { MetadataOwner } from "./types.ts";
import { castVote, removeVote } from "./voting.ts";

type Context = CallContext<typeof democracy>;

const { errors } = democracy;

export const democracyCalls = implement(democracy, {
  propose: (env, { proposal, value }) => propose(env, env.caller, proposal, value),

  second: (env, { proposal }) => second(env, env.caller, proposal),

  vote: (env, { ref_index, vote }) => ({ reads: castVote(env, env.caller, ref_index, vote) }),

  emergency_cancel(env, { ref_index }) {
    const hash = hashOf(ongoing(env, ref_index).proposal);
    if (env.state.cancellations.has(hash)) throw errors.AlreadyCanceled();
    env.state.cancellations.put(hash, true);
    cancel(env, ref_index);
  },

  external_propose: (env, { proposal }) => proposeExternal(env, proposal),

  external_propose_majority: ({ state }, { proposal }) =>
    state.nextExternal.put([proposal, { type: "SimpleMajority" }]),

  external_propose_default: ({ state }, { proposal }) =>
    state.nextExternal.put([proposal, { type: "SuperMajorityAgainst" }]),

  fast_track: (env, args) => fastTrack(env, env.caller, args),

  veto_external: (env, { proposal_hash }) => veto(env, env.caller, proposal_hash),

  cancel_referendum: (env, { ref_index }) => cancel(env, ref_index),

  delegate: (env, { to, conviction, balance }) => delegate(env, env.caller, lookup(to), conviction, balance),

  undelegate: (env) => ({ votes: undelegate(env, env.caller) }),

  clear_public_proposals({ state, emit }) {
    state.publicProps.remove();
    emit.Cleared({});
  },

  unlock: (env, { target }) => ({ reads: updateLock(env, lookup(target)) }),

  remove_vote: (env, { index }) => removeVote(env, env.caller, index, false),

  remove_other_vote(env, { target, index }) {
    const who = lookup(target);
    removeVote(env, who, index, who !== env.caller);
  },

  blacklist(env, { proposal_hash, maybe_ref_index: ref }) {
    const { state, emit } = env;
    state.blacklist.put(proposal_hash, [lastNumber, []]);
    const index = findProposal(env, proposal_hash);
    const deposits = index === undefined ? 0 : endProposal(env, index);
    if (index !== undefined) emit.ProposalCanceled({ prop_index: index });
    const next = state.nextExternal.get();
    if (next && hashOf(next[0]) === proposal_hash) dropExternal(env);
    const info = ref === undefined ? undefined : state.referendumInfoOf.get(ref);
    if (ref !== undefined && info?.type === "Ongoing" && hashOf(info.value.proposal) === proposal_hash)
      cancel(env, ref);
    emit.Blacklisted({ proposal_hash });
    return { deposits };
  },

  cancel_proposal(env, { prop_index }) {
    const deposits = endProposal(env, prop_index);
    env.emit.ProposalCanceled({ prop_index });
    return { deposits };
  },

  set_metadata(env, { owner, maybe_hash: hash }) {
    checkDescriber(env, env.caller, owner, hash === undefined);
    if (hash === undefined) {
      dropDescription(env, owner);
      return;
    }
    if (lengthOf(env, { type: "Legacy", value: { hash } }) === 0) throw errors.PreimageNotExist();
    env.state.metadataOf.put(owner, hash);
    env.emit.MetadataSet({ owner, hash });
  },

  release_deposits(env, { prop_index }) {
    depositsOf(env, prop_index);
    if (env.state.publicProps.get().some(([index]) => index === prop_index)) throw errors.ProposalWaits();
    const deposits = releaseDeposits(env, prop_index);
    dropDescription(env, { type: "Proposal", value: prop_index });
    env.emit.DepositsReleased({ prop_index });
    return { deposits };
  },
});

/**
 * What the council proposes is described by who could have proposed it, a public proposal by who made it, a referendum by
 * root; anybody clears what describes one that is over.
 *
 * @throws `Democracy.NoProposal`, `ProposalMissing`, `NoPermission`
 */
function checkDescriber({ state }: Context, by: Describer, owner: MetadataOwner, clears: boolean): void {
  if (owner.type === "External") {
    const next = state.nextExternal.get();
    if (!next) throw errors.NoProposal();
    if (!by.proposes.includes(next[1].type)) throw errors.NoPermission();
  } else if (owner.type === "Proposal") {
    const proposal = state.publicProps.get().find(([index]) => index === owner.value);
    if (!proposal) throw errors.ProposalMissing();
    if (proposal[2] !== by.account) throw errors.NoPermission();
  } else {
    const isOver = state.referendumInfoOf.get(owner.value)?.type !== "Ongoing";
    const mayClear = clears && isOver && by.account !== undefined;
    if (!by.isRoot && !mayClear) throw errors.NoPermission();
  }
}
