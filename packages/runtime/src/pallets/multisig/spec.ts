import { AccountId, fixedBytes, option, struct, type TypeOf, u16, u32, vec } from "@pha/codec";
import { call, constant, DispatchResult, definePallet, event, map, Weight } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { Balance, PHA } from "../balances/account-data.ts";

/** How many may sign for an account together. */
export const maxSignatories = 100;

/** On hold while a call waits for approvals: once, and for each that it needs. */
export const multisigDeposit = { base: (PHA * 103n) / 100n, factor: (PHA * 32n) / 100n } as const;

/** The extrinsic that began something. */
export const Timepoint = struct({ height: u32, index: u32 }, { path: ["pallet_multisig", "Timepoint"] });
export type Timepoint = TypeOf<typeof Timepoint>;

const Multisig = struct(
  { when: Timepoint, deposit: Balance, depositor: AccountId, approvals: vec(AccountId, { max: maxSignatories }) },
  { path: ["pallet_multisig", "Multisig"] },
);

const CallHash = fixedBytes(32);
/** One more than there may be is refused by name. */
const other_signatories = vec(AccountId, { max: 1_024 });
const operation = { threshold: u16, other_signatories, maybe_timepoint: option(Timepoint) };
const nested = { nested: ["call"] } as const;

export const multisig = definePallet("Multisig", 15, {
  doc: "Accounts that several open together: so many of them as a threshold says.",
  holdReasons: { Deposit: { index: 0, doc: "Deposit for a call that waits for approvals.", ends: true } },
  storage: {
    multisigs: map([AccountId, CallHash], Multisig, { doc: "Calls that wait for approvals, by account and hash." }),
  },
  calls: {
    as_multi_threshold_1: call(
      0,
      "signed",
      { other_signatories, call: RuntimeCall },
      "Dispatches a call as an account that any one of several opens.",
      nested,
    ),
    as_multi: call(
      1,
      "signed",
      { ...operation, call: RuntimeCall, max_weight: Weight },
      "Approves a call of an account that several open, and dispatches it if that is the last approval it needs.",
      nested,
    ),
    approve_as_multi: call(
      2,
      "signed",
      { ...operation, call_hash: CallHash, max_weight: Weight },
      "Approves a call by its hash; who approves last has to bring the call.",
    ),
    cancel_as_multi: call(
      3,
      "signed",
      { threshold: u16, other_signatories, timepoint: Timepoint, call_hash: CallHash },
      "Takes back a call that waits for approvals, for who began it: the deposit returns.",
    ),
  },
  events: {
    NewMultisig: event(
      0,
      { approving: AccountId, multisig: AccountId, call_hash: CallHash },
      "A call begins to wait for approvals.",
    ),
    MultisigApproval: event(
      1,
      { approving: AccountId, timepoint: Timepoint, multisig: AccountId, call_hash: CallHash },
      "A call was approved once more.",
    ),
    MultisigExecuted: event(
      2,
      {
        approving: AccountId,
        timepoint: Timepoint,
        multisig: AccountId,
        call_hash: CallHash,
        result: DispatchResult,
      },
      "A call had all approvals and was dispatched.",
    ),
    MultisigCancelled: event(
      3,
      { cancelling: AccountId, timepoint: Timepoint, multisig: AccountId, call_hash: CallHash },
      "A call that waited for approvals was taken back.",
    ),
  },
  errors: {
    MinimumThreshold: { index: 0, kind: "invalid", doc: "The threshold must be 2 or more." },
    AlreadyApproved: { index: 1, kind: "conflict", doc: "The caller has approved this call already." },
    TooFewSignatories: { index: 3, kind: "invalid", doc: "Nobody else is among the signatories." },
    TooManySignatories: { index: 4, kind: "limit", doc: "There are at most 100 signatories." },
    SignatoriesOutOfOrder: { index: 5, kind: "invalid", doc: "The signatories must be in rising order." },
    SenderInSignatories: { index: 6, kind: "invalid", doc: "The other signatories must not have the caller." },
    NotFound: { index: 7, kind: "not-found", doc: "No such call waits for approvals." },
    NotOwner: { index: 8, kind: "forbidden", doc: "Only who began a call takes it back." },
    NoTimepoint: { index: 9, kind: "invalid", doc: "The call waits already: say since which timepoint." },
    WrongTimepoint: { index: 10, kind: "conflict", doc: "The call waits since another timepoint." },
    UnexpectedTimepoint: { index: 11, kind: "conflict", doc: "The call does not wait: it has no timepoint." },
    MaxWeightTooLow: { index: 12, kind: "invalid", doc: "The call weighs more than the given weight." },
  },
  constants: {
    DepositBase: constant(Balance, multisigDeposit.base, "On hold for a call that waits for approvals."),
    DepositFactor: constant(Balance, multisigDeposit.factor, "On hold for each approval that it needs."),
    MaxSignatories: constant(u32, maxSignatories, "How many may open an account together."),
  },
});
