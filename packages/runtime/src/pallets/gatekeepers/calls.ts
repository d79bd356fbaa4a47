import type { Hex } from "@pha/codec";
import { addCommitments, errors as cryptoErrors } from "@pha/crypto";
import { implement, type PalletAccess } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { advance, startRound } from "./dkg.ts";
import { type Dkg, gatekeepers } from "./spec.ts";

const { errors } = gatekeepers;

type Access = PalletAccess<typeof gatekeepers>;

/**
 * Number of the member that speaks, when key generation is at this phase and round.
 *
 * @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`
 */
function speaker(
  { state }: Access,
  caller: Hex,
  phase: Dkg["phase"]["type"],
  at: { readonly generation: number; readonly round: number },
): number {
  const member = state.members.get().find(({ identity }) => identity === caller);
  if (!member) throw errors.NotMember();
  const dkg = state.dkg.get();
  if (dkg.phase.type !== phase || dkg.generation !== at.generation || dkg.round !== at.round)
    throw errors.WrongPhase({ phase: dkg.phase.type, round: dkg.round });
  return member.index;
}

/** The round's commitments with one more dealer's. @throws `Gatekeepers.BadDeal` */
function withDeal(sum: readonly Hex[], commitments: readonly Hex[]): Hex[] {
  try {
    return addCommitments(sum, commitments);
  } catch (error) {
    if (cryptoErrors.BadPoint.is(error) || cryptoErrors.BadParticipants.is(error)) throw errors.BadDeal({}, error);
    throw error;
  }
}

export const gatekeepersCalls = implement(gatekeepers, {
  apply(context, { identity }) {
    const { caller, state, emit } = context;
    if (!workerOf(context, identity, "Gatekeeper", caller)) throw errors.NotGatekeeper();
    const members = state.members.get();
    const { size } = state.config.get();
    if (members.some((member) => member.identity === identity)) throw errors.AlreadyMember();
    if (members.length >= size) throw errors.Full({ size });

    const index = members.length + 1;
    state.members.put([...members, { identity, index }]);
    emit.MemberJoined({ identity, index });
    if (index === size) startRound(context, 0);
  },

  dkg_key(context, { generation, round, key }) {
    const { state, emit } = context;
    const { identity: caller } = context.caller;
    const index = speaker(context, caller, "Keys", { generation, round });
    const dkg = state.dkg.get();
    if (dkg.participants.includes(index)) throw errors.AlreadyPosted();

    state.roundKeys.put(generation, round, caller, key);
    state.dkg.put({ ...dkg, participants: [...dkg.participants, index].sort((a, b) => a - b) });
    emit.KeyPosted({ identity: caller });
    advance(context, false);
  },

  dkg_deal(context, { generation, round, commitments, shares }) {
    const { state, emit } = context;
    const { identity: caller } = context.caller;
    const index = speaker(context, caller, "Deals", { generation, round });
    const dkg = state.dkg.get();
    if (!dkg.participants.includes(index)) throw errors.NotMember();
    if (dkg.dealers.includes(index)) throw errors.AlreadyPosted();
    const { threshold } = state.config.get();
    const receivers = shares.map((share) => share.index);
    if (commitments.length !== threshold || receivers.join() !== dkg.participants.join()) throw errors.BadDeal();
    state.commitments.put(withDeal(state.commitments.get(), commitments));

    state.deals.put(generation, round, caller, { commitments, shares });
    state.dkg.put({ ...dkg, dealers: [...dkg.dealers, index].sort((a, b) => a - b) });
    emit.DealPosted({ identity: caller });
    advance(context, false);
    return { finish: state.dkg.get().phase.type === "Deals" ? 0 : 1 };
  },
});
