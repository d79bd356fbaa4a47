import { fromHex, type Hex } from "@pha/codec";
import { errors as cryptoErrors, expectCommitments, purePrimitives, showsShare } from "@pha/crypto";
import { type ArgsOf, type bareFields, implement, type PalletAccess } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { workerOf } from "../attestation/workers.ts";
import { tickNow } from "../timestamp/clock.ts";
import { dueAt, startGeneration, startNext } from "./dkg.ts";
import { excludeDealer, excludeReceiver } from "./faults.ts";
import { changeSeats, memberIn } from "./members.ts";
import { rolesOf } from "./sharing.ts";
import {
  type Deal,
  type Dkg,
  gatekeepers,
  type Member,
  maxGenerations,
  type Sharing,
  windowsBeforeAsking,
} from "./spec.ts";

const { errors } = gatekeepers;

type Access = PalletAccess<typeof gatekeepers>;
type Args<N extends keyof (typeof gatekeepers)["calls"]> = Omit<ArgsOf<typeof gatekeepers, N>, keyof typeof bareFields>;

/** How far key generation is, when it is at this phase of this round. @throws `Gatekeepers.WrongPhase` */
function roundAt({ state }: Access, phase: Dkg["phase"]["type"], at: Sharing): Dkg {
  const dkg = state.dkg.get();
  if (dkg.phase.type !== phase || dkg.generation !== at.generation || dkg.round !== at.round)
    throw errors.WrongPhase({ phase: dkg.phase.type, round: dkg.round });
  return dkg;
}

/** @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.AlreadyPosted` */
function poster(access: Access, caller: Hex, at: Sharing) {
  const { index } = memberIn(access.state.members.get(), caller);
  const dkg = roundAt(access, "Keys", at);
  if (dkg.participants.includes(index)) throw errors.AlreadyPosted();
  return { dkg, index };
}

/**
 * Whoever deals, when it is to and has not: of a key that is shared anew its own share, and no other.
 *
 * @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.AlreadyPosted`, `Gatekeepers.BadDeal`
 */
function dealer(access: Access, caller: Hex, { commitments, shares, ...at }: Args<"dkg_deal">) {
  const { threshold, dealers } = rolesOf(access.state);
  const { index, share } = memberIn<Member & { readonly share?: Hex }>(
    [...dealers, ...access.state.members.get()],
    caller,
  );
  const dkg = roundAt(access, "Deals", at);
  memberIn(dealers, caller);
  if (dkg.dealers.includes(index)) throw errors.AlreadyPosted();
  const receivers = shares.map((sealed) => sealed.index);
  if (commitments.length !== threshold || receivers.join() !== dkg.participants.join()) throw errors.BadDeal();
  if (share !== undefined && commitments[0] !== share) throw errors.BadDeal();
  return { dkg, index };
}

/** @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.AlreadyPosted`, `Gatekeepers.BadDeal` */
function checker(access: Access, caller: Hex, { bad, ...at }: Args<"dkg_check">) {
  const { index } = memberIn(access.state.members.get(), caller);
  const dkg = roundAt(access, "Checks", at);
  memberIn(rolesOf(access.state).receivers, caller);
  if (dkg.checked.includes(index)) throw errors.AlreadyPosted();
  if (new Set(bad).size !== bad.length || bad.some((one) => !dkg.dealers.includes(one))) throw errors.BadDeal();
  return { dkg, index };
}

/** @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.NotAccused` */
function accused(access: Access, caller: Hex, { receiver, ...at }: Omit<Args<"dkg_answer">, "key">) {
  const { index } = memberIn([...rolesOf(access.state).dealers, ...access.state.members.get()], caller);
  roundAt(access, "Answers", at);
  const complaints = access.state.complaints.get();
  const complaint = complaints.find((one) => one.dealer === index && one.receiver === receiver);
  if (!complaint) throw errors.NotAccused();
  return { complaint, others: complaints.filter((one) => one !== complaint) };
}

/** @throws `Gatekeepers.NotMember`, `Gatekeepers.WrongPhase`, `Gatekeepers.TooSoon` */
function asker(env: JudgeEnv, caller: Hex, at: Sharing): void {
  const access = env.of(gatekeepers);
  memberIn(access.state.members.get(), caller);
  const { since } = roundAt(access, "Done", at);
  const { windowTicks } = access.state.config.get();
  if (tickNow(env) < since + windowsBeforeAsking * windowTicks) throw errors.TooSoon();
}

/** What the state refuses of enclaves: their calls begin with the same. */
export const gatekeepersJudges = {
  dkg_key: (env: JudgeEnv, enclave: Hex, { generation, round }: Args<"dkg_key">): undefined => {
    poster(env.of(gatekeepers), enclave, { generation, round });
  },
  dkg_deal: (env: JudgeEnv, enclave: Hex, args: Args<"dkg_deal">): undefined => {
    dealer(env.of(gatekeepers), enclave, args);
  },
  dkg_check: (env: JudgeEnv, enclave: Hex, args: Args<"dkg_check">): undefined => {
    checker(env.of(gatekeepers), enclave, args);
  },
  dkg_answer: (env: JudgeEnv, enclave: Hex, args: Args<"dkg_answer">): undefined => {
    accused(env.of(gatekeepers), enclave, args);
  },
  dkg_ask: (env: JudgeEnv, enclave: Hex, { generation, round }: Args<"dkg_ask">): undefined => {
    asker(env, enclave, { generation, round });
  },
};

/** @throws `Gatekeepers.BadKey` for a key to which an honest dealer could seal nothing */
function expectRoundKey(key: Hex): void {
  try {
    purePrimitives.x25519.sharedSecret(new Uint8Array(32).fill(1), fromHex(key));
  } catch (error) {
    if (cryptoErrors.BadKey.is(error)) throw errors.BadKey({}, error);
    throw error;
  }
}

export const gatekeepersCalls = implement(gatekeepers, {
  apply(context, { identity }) {
    const { caller, state } = context;
    if (!workerOf(context, identity, "Gatekeeper", caller)) throw errors.NotGatekeeper();
    if (!state.open.get()) throw errors.NotOpen();
    changeSeats(context, { joining: [identity], leaving: [] });
  },

  appoint(context, { identity }) {
    const worker = context.of(attestation).state.workers.get(identity);
    if (worker?.role.type !== "Gatekeeper") throw errors.NotGatekeeper();
    changeSeats(context, { joining: [identity], leaving: [] });
  },

  leave(context, { identity }) {
    if (!workerOf(context, identity, "Gatekeeper", context.caller)) throw errors.NotGatekeeper();
    changeSeats(context, { joining: [], leaving: [identity] });
  },

  remove(context, { identity }) {
    changeSeats(context, { joining: [], leaving: [identity] });
  },

  set_times({ state, emit }, { window_ticks: windowTicks, reshare_ticks: reshareTicks }) {
    if (windowTicks === 0) throw errors.NoWindow();
    const dkg = state.dkg.get();
    state.config.put({ ...state.config.get(), windowTicks, reshareTicks });
    if (dkg.phase.type === "Done") state.dkg.put({ ...dkg, deadline: dueAt(dkg.since, reshareTicks) });
    emit.TimesSet({ windowTicks, reshareTicks });
  },

  renew(context) {
    const { state } = context;
    const { generation, phase, round } = state.dkg.get();
    // The first key, or another one, is being made.
    if (state.sharing.get()?.generation !== generation) throw errors.WrongPhase({ phase: phase.type, round });
    const next = generation + 1;
    if (next - state.ended.get() >= maxGenerations) throw errors.TooManyGenerations({ max: maxGenerations });

    startGeneration(context, next);
  },

  end_generation({ state, emit }, { generation }) {
    const current = state.sharing.get()?.generation ?? 0;
    const ended = state.ended.get();
    if (generation < ended || generation >= current) throw errors.NotOlder({ generation, ended, current });

    for (let each = ended; each <= generation; each++) state.older.take(each);
    state.ended.put(generation + 1);
    emit.GenerationEnded({ generation });
  },

  dkg_key(context, { generation, round, key }) {
    const { state, emit } = context;
    const { identity } = context.caller;
    const { dkg, index } = poster(context, identity, { generation, round });
    expectRoundKey(key);

    state.roundKeys.put(generation, round, identity, key);
    state.dkg.put({ ...dkg, participants: inserted(dkg.participants, index) });
    emit.KeyPosted({ identity });
  },

  dkg_deal(context, { generation, round, commitments, shares }) {
    const { state, emit } = context;
    const { identity } = context.caller;
    const { dkg, index } = dealer(context, identity, { generation, round, commitments, shares });
    try {
      expectCommitments(commitments);
    } catch (error) {
      if (cryptoErrors.BadPoint.is(error)) throw errors.BadDeal({}, error);
      throw error;
    }

    state.deals.put(generation, round, identity, { commitments, shares });
    state.dkg.put({ ...dkg, dealers: inserted(dkg.dealers, index) });
    emit.DealPosted({ identity });
  },

  dkg_check(context, { generation, round, bad }) {
    const { state, emit } = context;
    const { dkg, index } = checker(context, context.caller.identity, { generation, round, bad });

    state.complaints.put([...state.complaints.get(), ...bad.map((of) => ({ dealer: of, receiver: index }))]);
    state.dkg.put({ ...dkg, checked: inserted(dkg.checked, index) });
    for (const of of bad) emit.ComplaintPosted({ dealer: of, receiver: index });
  },

  dkg_answer(context, { generation, round, receiver, key }) {
    const { state, block } = context;
    const { identity } = context.caller;
    const { complaint, others } = accused(context, identity, { generation, round, receiver });
    const { commitments, shares } = state.deals.get(generation, round, identity) as Deal;
    const sealed = shares.find(({ index }) => index === receiver) as Deal["shares"][number];
    const { identity: complainer } = rolesOf(state).receivers.find(({ index }) => index === receiver) as Member;
    const roundKey = state.roundKeys.get(generation, round, complainer) as Hex;
    const place = { genesis: block.genesisHash, generation, round, ...complaint };
    const isShown = showsShare(purePrimitives, place, commitments, roundKey, fromHex(key), sealed);

    state.complaints.put(others);
    const { dealer: of } = complaint;
    if (isShown) excludeReceiver(context, receiver, { type: "FalseComplaint", value: { dealer: of, key } });
    else excludeDealer(context, of, { type: "UnshownShare", value: { receiver } });
  },

  dkg_ask(context, { generation, round }) {
    const { identity } = context.caller;
    asker(context, identity, { generation, round });

    context.emit.ShareAsked({ identity });
    startNext(context);
  },
});

const inserted = (numbers: readonly number[], index: number) => [...numbers, index].sort((a, b) => a - b);
