import { type AccountId, encode, H256, type Hex, AccountId as Id, toHex, tuple } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Env, implement } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { burnHeld, hold, release } from "../balances/holds.ts";
import { lesser, partOf } from "../balances/parts.ts";
import { payFromPot, potOf } from "../balances/pot.ts";
import { council } from "../council/spec.ts";
import { lookup } from "../system/lookup.ts";
import { maxReasonBytes, type OpenTip, tips } from "./spec.ts";

const { errors, holdReasons } = tips;

export const tipsCalls = implement(tips, {
  report_awesome(env, { reason, who }) {
    const { caller, state } = env;
    const { depositBase, depositPerByte } = state.figures.get();
    const deposit = depositBase + depositPerByte * BigInt(reason.length);
    open(env, reason, { who: lookup(who), finder: caller, deposit, tips: [], finders_fee: true });
  },

  retract_tip(env, { hash }) {
    const tip = expectTip(env, hash);
    if (tip.finder !== env.caller) throw errors.NotFinder();
    end(env, hash, tip);
    release(env, tip.finder, holdReasons.Report, tip.deposit);
    env.emit.TipRetracted({ tip_hash: hash });
  },

  tip_new(env, { reason, who, tip_value }) {
    const { caller } = env;
    open(env, reason, {
      who: lookup(who),
      finder: caller,
      deposit: 0n,
      tips: [[caller, tip_value]],
      finders_fee: false,
    });
  },

  tip(env, { hash, tip_value }) {
    const { caller, state, emit } = env;
    const tip = expectTip(env, hash);
    const others = tip.tips.filter(([tipper]) => tipper !== caller);
    const declared = standing(env, [...others, [caller, tip_value]]).sort(([a], [b]) => (a < b ? -1 : 1));
    const enough = Math.floor((seatsOf(env).length + 1) / 2);
    const closes = declared.length >= enough && tip.closes === undefined;
    const end = closes ? blockAfter(env, state.figures.get().countdown) : tip.closes;
    state.tips.put(hash, { ...tip, tips: declared, closes: end });
    if (closes) emit.TipClosing({ tip_hash: hash });
  },

  close_tip(env, { hash }) {
    const { state, emit, block } = env;
    const tip = expectTip(env, hash);
    if (tip.closes === undefined) throw errors.StillOpen();
    if (block.number < tip.closes) throw errors.Premature({ closes: tip.closes });
    end(env, hash, tip);
    release(env, tip.finder, holdReasons.Report, tip.deposit);
    const whole = lesser(medianOf(standing(env, tip.tips)), potOf(env));
    const isFound = tip.finders_fee && tip.finder !== tip.who;
    const fee = isFound ? partOf(whole, state.figures.get().findersFee, 100) : 0n;
    if (isFound) payFromPot(env, tip.finder, fee);
    const payout = payFromPot(env, tip.who, whole - fee);
    emit.TipClosed({ tip_hash: hash, who: tip.who, payout });
  },

  slash_tip(env, { hash }) {
    const tip = expectTip(env, hash);
    end(env, hash, tip);
    burnHeld(env, tip.finder, holdReasons.Report, tip.deposit);
    env.emit.TipSlashed({ tip_hash: hash, finder: tip.finder, deposit: tip.deposit });
  },
});

/** @throws `Tips.UnknownTip` */
function expectTip(env: Env, hash: Hex): OpenTip {
  const tip = env.of(tips).state.tips.get(hash);
  if (!tip) throw errors.UnknownTip();
  return tip;
}

/** What a tip is known by: the reason's hash and who gets it. */
const TipKey = tuple(H256, Id);

/** @throws `Tips.ReasonTooBig`, `Tips.AlreadyKnown`; what `hold` throws */
function open(env: Env, bytes: Uint8Array, tip: Omit<OpenTip, "reason" | "closes">): void {
  const { state, emit } = env.of(tips);
  if (bytes.length > maxReasonBytes) throw errors.ReasonTooBig({ bytes: bytes.length });
  const reason = toHex(blake2b256(bytes));
  if (state.reasons.has(reason)) throw errors.AlreadyKnown();
  const tip_hash = toHex(blake2b256(encode(TipKey, [reason, tip.who])));
  hold(env, tip.finder, holdReasons.Report, tip.deposit);
  state.reasons.put(reason, bytes);
  state.tips.put(tip_hash, { ...tip, reason, closes: undefined });
  emit.NewTip({ tip_hash });
}

function end(env: Env, hash: Hex, { reason }: OpenTip): void {
  const { state } = env.of(tips);
  state.tips.remove(hash);
  state.reasons.remove(reason);
}

const seatsOf = (env: Env): readonly AccountId[] => env.of(council).state.members.get();

/** The tips of those who are members still. */
function standing(env: Env, declared: OpenTip["tips"]): OpenTip["tips"][number][] {
  const seats = seatsOf(env);
  return declared.filter(([tipper]) => seats.includes(tipper));
}

/** The upper of the two in the middle; nothing where nobody is left. */
function medianOf(declared: OpenTip["tips"]): bigint {
  const amounts = declared.map(([, amount]) => amount).sort((a, b) => (a < b ? -1 : 1));
  return amounts[Math.floor(amounts.length / 2)] ?? 0n;
}
