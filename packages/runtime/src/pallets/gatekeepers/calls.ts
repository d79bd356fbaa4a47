import type { Hex } from "@pha/codec";
import { addCommitments, errors as cryptoErrors } from "@pha/crypto";
import { type ArgsOf, type bareFields, type Env, implement, type PalletAccess, type Units } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { workerOf } from "../attestation/workers.ts";
import { advance, startRound } from "./dkg.ts";
import { type Dkg, gatekeepers, type Sharing } from "./spec.ts";

const { errors } = gatekeepers;

type Access = PalletAccess<typeof gatekeepers>;

/**
 * Number of the member that speaks, when key generation is at this phase and round.
 *
 * @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`
 */
function speaker({ state }: Access, caller: Hex, phase: Dkg["phase"]["type"], at: Sharing): number {
  const member = state.members.get().find(({ identity }) => identity === caller);
  if (!member) throw errors.NotMember();
  const dkg = state.dkg.get();
  if (dkg.phase.type !== phase || dkg.generation !== at.generation || dkg.round !== at.round)
    throw errors.WrongPhase({ phase: dkg.phase.type, round: dkg.round });
  return member.index;
}

/**
 * Gives a gatekeeper the next seat; the last one begins key generation.
 *
 * @throws `Gatekeepers.AlreadyMember`, `Gatekeepers.Full`
 */
function seat(env: Env, { state, emit }: Access, identity: Hex): void {
  const members = state.members.get();
  const { size } = state.config.get();
  if (members.some((member) => member.identity === identity)) throw errors.AlreadyMember();
  if (members.length >= size) throw errors.Full({ size });

  const index = members.length + 1;
  state.members.put([...members, { identity, index }]);
  emit.MemberJoined({ identity, index });
  if (index === size) startRound(env, 0);
}

type DealArgs = ArgsOf<typeof gatekeepers, "dkg_deal">;

/**
 * Number of the member that deals, when it is to and has not.
 *
 * @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.AlreadyPosted`, `Gatekeepers.BadDeal`
 */
function dealer(access: Access, caller: Hex, { commitments, shares, ...at }: Omit<DealArgs, keyof typeof bareFields>) {
  const { state } = access;
  const index = speaker(access, caller, "Deals", at);
  const dkg = state.dkg.get();
  if (!dkg.participants.includes(index)) throw errors.NotMember();
  if (dkg.dealers.includes(index)) throw errors.AlreadyPosted();
  const { threshold } = state.config.get();
  const receivers = shares.map((share) => share.index);
  if (commitments.length !== threshold || receivers.join() !== dkg.participants.join()) throw errors.BadDeal();
  return { dkg, index };
}

/** A deal is the heaviest that enclaves send, and is asked for once a round: whether it is, is known before it is done. */
export function judgeDeal(env: JudgeEnv, enclave: Hex, args: Omit<DealArgs, keyof typeof bareFields>): Units {
  const { dkg } = dealer(env.of(gatekeepers), enclave, args);
  return { finish: dkg.dealers.length + 1 === dkg.participants.length ? 1 : 0 };
}

/** @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.AlreadyPosted` */
function poster(access: Access, caller: Hex, at: Sharing) {
  const index = speaker(access, caller, "Keys", at);
  const dkg = access.state.dkg.get();
  if (dkg.participants.includes(index)) throw errors.AlreadyPosted();
  return { dkg, index };
}

export function judgeKey(env: JudgeEnv, enclave: Hex, { generation, round }: Sharing): undefined {
  poster(env.of(gatekeepers), enclave, { generation, round });
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
    const { caller, state } = context;
    if (!workerOf(context, identity, "Gatekeeper", caller)) throw errors.NotGatekeeper();
    if (!state.open.get()) throw errors.NotOpen();
    seat(context, context, identity);
  },

  appoint(context, { identity }) {
    const worker = context.of(attestation).state.workers.get(identity);
    if (worker?.role.type !== "Gatekeeper") throw errors.NotGatekeeper();
    seat(context, context, identity);
  },

  dkg_key(context, { generation, round, key }) {
    const { state, emit } = context;
    const { identity: caller } = context.caller;
    const { dkg, index } = poster(context, caller, { generation, round });

    state.roundKeys.put(generation, round, caller, key);
    state.dkg.put({ ...dkg, participants: [...dkg.participants, index].sort((a, b) => a - b) });
    emit.KeyPosted({ identity: caller });
    advance(context, false);
  },

  dkg_deal(context, { generation, round, commitments, shares }) {
    const { state, emit } = context;
    const { identity: caller } = context.caller;
    const { dkg, index } = dealer(context, caller, { generation, round, commitments, shares });
    state.commitments.put(withDeal(state.commitments.get(), commitments));

    state.deals.put(generation, round, caller, { commitments, shares });
    state.dkg.put({ ...dkg, dealers: [...dkg.dealers, index].sort((a, b) => a - b) });
    emit.DealPosted({ identity: caller });
    advance(context, false);
    return { finish: state.dkg.get().phase.type === "Deals" ? 0 : 1 };
  },
});
