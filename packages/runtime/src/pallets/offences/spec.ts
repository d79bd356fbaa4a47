import { AccountId, fixedBytes, H256, option, struct, type TypeOf, u32 } from "@pha/codec";
import { call, configured, definePallet, event, map, value } from "@pha/frame";
import { Header } from "@pha/light-client";
import { Balance } from "../balances/account-data.ts";
import { Figures, usualFigures } from "./figures.ts";
import { Deed, Offence } from "./offence.ts";
import { Statement } from "./statement.ts";
import { SignedBallot } from "./vote.ts";

/** Ids count from 0; below `open` all are decided. */
const Counts = struct({ all: u32, open: u32 });
export type Counts = TypeOf<typeof Counts>;

const offence = { offence: u32 };

/** Who may cancel. */
const canceller = configured("canceller");

export const offences = definePallet("Offences", 36, {
  doc: "Where slashes are decided: what proves an offence, what it costs, and who may cancel that until when.",
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What offences cost." }),
    counts: value(Counts, { initial: { all: 0, open: 0 }, doc: "How many offences there have been, and are decided." }),
    offences: map(u32, Offence, { hasher: "Twox64Concat", doc: "Offences by id." }),
    known: map(H256, u32, { doc: "The offence of an offender and a kind, by their hash." }),
  },
  calls: {
    report_contradiction: call(
      0,
      "signed",
      { worker: H256, session: fixedBytes(32), contract: H256, first: Statement, second: Statement },
      "Proves that a worker's session has signed two statements on a contract that cannot both hold: answers or receipts of one state height with different tags, or different reports that follow one height.",
    ),
    cancel: call(1, canceller, offence, "Cancels an offence before its window is over: all that it cost returns.", {
      operational: true,
    }),
    report_double_vote: call(
      2,
      "signed",
      { first: SignedBallot, second: SignedBallot },
      "Proves that a validator has voted twice in one round of a height, as two certificates of a round show of whoever signed both.",
    ),
    report_double_seal: call(
      3,
      "signed",
      { author: fixedBytes(32), first: Header, second: Header },
      "Proves that an author has sealed two blocks of one round of a height, on a block of this chain whose hash it still knows.",
    ),
  },
  events: {
    Reported: event(
      0,
      { ...offence, deed: Deed, reporter: option(AccountId), amount: Balance, due: u32 },
      "An offence is proven: what it costs is kept until this tick.",
    ),
    Upheld: event(
      1,
      { ...offence, reward: Balance, treasury: Balance },
      "An offence was not cancelled in time: its reporter and the treasury were paid.",
    ),
    Cancelled: event(2, { ...offence, amount: Balance }, "An offence was cancelled: what it cost returned."),
  },
  errors: {
    ForeignSession: {
      index: 0,
      kind: "invalid",
      doc: "The session is not one that the worker has ever registered on this network.",
    },
    NotSigned: {
      index: 1,
      kind: "invalid",
      doc: "Who is named did not sign this, of this contract or place, for this network.",
    },
    NoContradiction: {
      index: 2,
      kind: "invalid",
      doc: "Both can hold: they are of different heights or rounds, or say the same.",
    },
    AlreadyReported: {
      index: 3,
      kind: "conflict",
      doc: "The offender has been charged for an offence of this kind, which is named: nobody is twice.",
    },
    NothingAtStake: {
      index: 4,
      kind: "conflict",
      doc: "No stake answers for it: the worker has none, began to compute later, or has hardly any left.",
    },
    UnknownOffence: { index: 5, kind: "not-found", doc: "There is no such offence." },
    Decided: { index: 6, kind: "conflict", doc: "The offence is decided: upheld when its window ended, or cancelled." },
    NotInOffice: {
      index: 7,
      kind: "invalid",
      doc: "The signer was no validator at that height, or is no author: it could not have been counted.",
    },
  },
});
