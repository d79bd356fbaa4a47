import {
  AccountId,
  bool,
  bytes,
  compact,
  H256,
  MultiAddress,
  option,
  struct,
  type TypeOf,
  tuple,
  u8,
  u32,
  vec,
} from "@pha/codec";
import { call, configured, constant, definePallet, event, map, newtype, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { collectiveLimits } from "../collective/contract.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";

/** How long a reason may be. */
export const maxReasonBytes = 16_384;

/** Somebody may get a tip: what tippers declare, and from when on it is paid. */
export const OpenTip = struct(
  {
    reason: H256,
    who: AccountId,
    finder: AccountId,
    deposit: Balance,
    closes: option(u32),
    tips: vec(tuple(AccountId, Balance), { max: collectiveLimits.members }),
    finders_fee: bool,
  },
  { path: ["pallet_tips", "OpenTip"] },
);
export type OpenTip = TypeOf<typeof OpenTip>;

const Percent = newtype(u8, ["sp_arithmetic", "per_things", "Percent"]);
const own = ownConstants("Tips", Figures, usualFigures);
const tip_hash = { tip_hash: H256 };
const hash = { hash: H256 };
/** A longer one is refused by name. */
const reason = bytes({ max: 2 * maxReasonBytes });

export const tips = definePallet("Tips", 29, {
  doc: "Small payments from the treasury: the median of what more than half of the council finds right.",
  holdReasons: { Report: { index: 0, doc: "Deposit for a report of who deserves a tip.", ends: false } },
  storage: {
    figures: value(Figures, {
      initial: usualFigures,
      doc: "What a report costs and earns, and the countdown in blocks.",
    }),
    tips: map(H256, OpenTip, { hasher: "Twox64Concat", doc: "Open tips, by the hash of reason and beneficiary." }),
    reasons: map(H256, bytes({ max: maxReasonBytes }), {
      hasher: "Identity",
      doc: "Reasons of open tips, by their hash.",
    }),
  },
  calls: {
    report_awesome: call(
      0,
      "signed",
      { reason, who: MultiAddress },
      "Reports who deserves a tip, against a deposit, for a part of it.",
    ),
    retract_tip: call(1, "signed", hash, "Takes a report back, for who made it: the deposit returns."),
    tip_new: call(
      2,
      configured("tipper", AccountId),
      { reason, who: MultiAddress, tip_value: compact(Balance) },
      "Opens a tip and declares one, as a member of the council.",
    ),
    tip: call(
      3,
      configured("tipper", AccountId),
      { ...hash, tip_value: compact(Balance) },
      "Declares a tip, or changes it, as a member of the council.",
    ),
    close_tip: call(4, "signed", hash, "Pays a tip whose countdown is over."),
    slash_tip: call(5, configured("rejecter"), hash, "Ends a tip; the deposit for its report is destroyed."),
  },
  events: {
    NewTip: event(0, tip_hash, "A tip was opened."),
    TipClosing: event(1, tip_hash, "Enough members have declared a tip: its countdown begins."),
    TipClosed: event(
      2,
      { ...tip_hash, who: AccountId, payout: Balance },
      "A tip ended, and so much was paid: 0 where the receiver would have too little to exist.",
    ),
    TipRetracted: event(3, tip_hash, "A report was taken back."),
    TipSlashed: event(
      4,
      { ...tip_hash, finder: AccountId, deposit: Balance },
      "A tip was ended, its deposit destroyed.",
    ),
  },
  errors: {
    ReasonTooBig: { index: 0, kind: "limit", doc: "A reason has at most 16384 bytes." },
    AlreadyKnown: { index: 1, kind: "conflict", doc: "There is a tip for this reason already." },
    UnknownTip: { index: 2, kind: "not-found", doc: "There is no such tip." },
    NotFinder: { index: 3, kind: "forbidden", doc: "Only who reported it takes a tip back." },
    StillOpen: { index: 4, kind: "conflict", doc: "Too few members have declared a tip." },
    Premature: { index: 5, kind: "conflict", doc: "The countdown is not over." },
  },
  constants: {
    TipCountdown: own("countdown", u32, "Blocks from enough tips to the payment."),
    TipFindersFee: own("findersFee", Percent, "Of a tip, for who reported it."),
    TipReportDepositBase: own("depositBase", Balance, "On hold for a report."),
    DataDepositPerByte: own("depositPerByte", Balance, "On hold for each byte of its reason."),
    MaximumReasonLength: constant(u32, maxReasonBytes, "How long a reason may be."),
  },
});
