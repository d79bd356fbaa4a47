import { AccountId, fixedBytes, option, struct, type TypeOf, u32, u64, u128, vec, versioned } from "@pha/codec";
import { call, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { ValidatorSet } from "@pha/light-client";
import { maxValidators } from "@pha/limits";
import { Balance } from "../balances/account-data.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";

/** A validator's appointment, by the Ethereum address of its key. */
const appointment = { address: fixedBytes(20), operator: AccountId };

/** A validator to be: who signs, and the account that answers for it. */
export const Appointment = struct(appointment);
export type Appointment = TypeOf<typeof Appointment>;

/** For how long a quorum's word on the newest block counts, in milliseconds: what governance may choose, and what is usual. */
export const leaseMs = { min: 1_000, usual: 60_000, max: 3_600_000 } as const;

/** A set of validators and the blocks it certifies, both ends included; no `to` while it is in office. */
export const SetRecord = versioned({
  from: u32,
  to: option(u32),
  /** In the order of the set. `bond` is what the operator had put up for all its validators when the set was made. */
  validators: vec(struct({ ...appointment, bond: u128 }), { max: maxValidators }),
});
export type SetRecord = TypeOf<typeof SetRecord>;

/** What an operator has put up for its validators; once it is taken away, the tick from which it is free. */
const Bond = versioned({ amount: Balance, leaving: option(u32) });

const own = ownConstants("Validators", Figures, usualFigures);
const addresses = vec(fixedBytes(20), { max: maxValidators });
const authors = vec(fixedBytes(32), { max: 16 });
const appointments = vec(Appointment, { max: maxValidators });

export const validators = definePallet("Validators", 6, {
  doc: "Who finalizes blocks and who may author them.",
  /** Those who certify block 1, Ed25519 keys that may seal, the account that earns the author's share, enclaves' leases. */
  genesis: genesisPart(struct({ set: appointments, authors, beneficiary: option(AccountId), leaseMs: u32 }), {
    set: [],
    authors: [],
    beneficiary: undefined,
    leaseMs: leaseMs.usual,
  }),
  holdReasons: {
    Bond: { index: 0, ends: false, doc: "What operators put up for validators of theirs." },
  },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What operators put up." }),
    set: value(ValidatorSet, {
      initial: { id: 0n, from: 1, addresses: [] },
      doc: "The set that certifies the next block.",
    }),
    changedAt: value(u32, { initial: 0, doc: "Block that last changed the set." }),
    authors: value(authors, { initial: [], doc: "Ed25519 keys that may seal blocks." }),
    beneficiary: value(AccountId, { doc: "Account that receives the author's share of fees." }),
    leaseMs: value(u32, {
      initial: leaseMs.usual,
      doc: "For how long an enclave serves after it asked validators for the newest block and came up to their answers, in milliseconds.",
    }),
    sets: map(u64, SetRecord, {
      hasher: "Twox64Concat",
      doc: "Every set there was, by id: whoever signs outside of its blocks proves nothing, and can be made to answer.",
    }),
    bonds: map(AccountId, Bond, { doc: "What operators have put up." }),
    rotatedAt: map(AccountId, u32, { doc: "Tick at which an operator exchanged a key of a validator last." }),
  },
  calls: {
    set_validators: call(
      0,
      "root",
      { validators: appointments },
      "Names the set that certifies blocks from the next one on.",
      { operational: true },
    ),
    bond: call(2, "signed", { amount: Balance }, "Puts up so much more for the caller's validators."),
    unbond: call(3, "signed", {}, "Takes the bond of who has no validator in the set away: it is free later."),
    reclaim_bond: call(4, "signed", {}, "Takes back a bond that is free."),
    rotate_key: call(
      5,
      "signed",
      { from: fixedBytes(20), to: fixedBytes(20) },
      "Exchanges the key of a validator of the caller's: another one certifies from the next block on.",
    ),
    set_lease: call(1, "root", { leaseMs: u32 }, "Sets for how long validators' word on the newest block counts."),
  },
  events: {
    SetChanged: event(0, { id: u64, addresses }, "Another set certifies from the next block on."),
    Bonded: event(2, { operator: AccountId, amount: Balance }, "An operator put up so much more."),
    Unbonding: event(3, { operator: AccountId, due: u32 }, "An operator's bond is free from a tick on."),
    BondReclaimed: event(4, { operator: AccountId, amount: Balance }, "An operator took its bond back."),
    BondSlashed: event(5, { operator: AccountId, amount: Balance }, "An operator lost so much of its bond."),
    LeaseChanged: event(1, { leaseMs: u32 }, "Validators' word on the newest block counts for another time."),
  },
  errors: {
    BadValidatorSet: { index: 0, kind: "invalid", doc: "A validator set has 1 to 256 distinct addresses." },
    InOffice: { index: 2, kind: "conflict", doc: "The account answers for a validator of the set." },
    TooLittleBond: {
      index: 3,
      kind: "conflict",
      doc: "An operator has put up less than what is asked for its validators.",
    },
    NoBond: { index: 4, kind: "not-found", doc: "The account has put up nothing." },
    Leaving: { index: 5, kind: "conflict", doc: "The bond is on its way back: it is to be reclaimed first." },
    NotLeaving: { index: 6, kind: "conflict", doc: "The bond was not taken away." },
    NotFree: { index: 7, kind: "conflict", doc: "The bond is not free before that tick." },
    NotOperator: { index: 8, kind: "forbidden", doc: "No validator of the caller's in the set has this address." },
    TooSoon: { index: 9, kind: "limit", doc: "An operator exchanges a key once a day." },
    BadLease: { index: 1, kind: "invalid", doc: "A lease takes from a second to an hour." },
  },
  constants: {
    LeastBond: own("leastBond", Balance, "What an operator has put up for each of its validators at least."),
    UnbondingTicks: own("unbondingTicks", u32, "Ticks that a bond which leaves stays on hold."),
  },
});
