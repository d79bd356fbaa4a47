import { defineErrors } from "@pha/codec";

/** Errors of a validator. Which of them close a round by a nil vote: `validation/verdict.ts`. */
export const errors = defineErrors("relay", {
  StoreLocked: { index: 0, kind: "conflict", doc: "Another process votes from this data folder." },
  ForeignStore: { index: 1, kind: "conflict", doc: "The data folder holds the votes for another network." },
  StoreDamaged: {
    index: 2,
    kind: "unavailable",
    doc: "The votes in the data folder cannot be read; a validator that forgot its votes must not vote.",
  },
  NotCaughtUp: { index: 3, kind: "unavailable", doc: "The chain has not been caught up with yet." },

  NotChild: { index: 10, kind: "invalid", doc: "The proposal is not the child of the certified block." },
  NotSealed: { index: 11, kind: "invalid", doc: "The proposal carries no seal of an author registered on the ledger." },
  TooFarAhead: { index: 12, kind: "unavailable", doc: "The block's time is more than 30 s ahead of this clock." },
  WitnessIncomplete: {
    index: 13,
    kind: "unavailable",
    doc: "The block reads a part of the state that the witness does not show.",
  },
  BadExtrinsic: { index: 14, kind: "invalid", doc: "The block contains an extrinsic that may not stand in it." },
  BadSignature: { index: 15, kind: "invalid", doc: "An extrinsic in the block is not signed by whom it names." },
  WrongHeader: { index: 16, kind: "invalid", doc: "Running the block gives another header." },
  BadStart: { index: 17, kind: "invalid", doc: "The block cannot follow its parent: its time is not later." },
  WrongCode: { index: 30, kind: "unavailable", doc: "What was answered is not the runtime's code that was asked for." },
  WrongPart: {
    index: 31,
    kind: "unavailable",
    doc: "The parts of a proposal do not belong together; it is asked for again.",
  },
});
