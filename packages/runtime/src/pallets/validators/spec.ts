import { AccountId, fixedBytes, option, struct, type TypeOf, u32, u64, u128, vec, versioned } from "@pha/codec";
import { call, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { ValidatorSet } from "@pha/light-client";
import { maxValidators } from "@pha/limits";

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
  /** In the order of the set. `bond` is what the operator put up; 0 while nobody has to. */
  validators: vec(struct({ ...appointment, bond: u128 }), { max: maxValidators }),
});
export type SetRecord = TypeOf<typeof SetRecord>;

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
  storage: {
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
  },
  calls: {
    set_validators: call(
      0,
      "root",
      { validators: appointments },
      "Names the set that certifies blocks from the next one on.",
      { operational: true },
    ),
    set_lease: call(1, "root", { leaseMs: u32 }, "Sets for how long validators' word on the newest block counts."),
  },
  events: {
    SetChanged: event(0, { id: u64, addresses }, "Another set certifies from the next block on."),
    LeaseChanged: event(1, { leaseMs: u32 }, "Validators' word on the newest block counts for another time."),
  },
  errors: {
    BadValidatorSet: { index: 0, kind: "invalid", doc: "A validator set has 1 to 256 distinct addresses." },
    BadLease: { index: 1, kind: "invalid", doc: "A lease takes from a second to an hour." },
  },
});
