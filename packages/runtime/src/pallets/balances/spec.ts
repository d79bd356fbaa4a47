import {
  AccountId,
  bool,
  compact,
  enumeration,
  fixedBytes,
  MultiAddress,
  struct,
  type TypeOf,
  variant,
  vec,
} from "@pha/codec";
import { call, constant, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { RuntimeHoldReason } from "../../references.ts";
import { Balance, existentialDeposit } from "./account-data.ts";

const Reasons = enumeration(
  { Fee: variant(0), Misc: variant(1), All: variant(2) },
  { path: ["pallet_balances", "types", "Reasons"] },
);

/** An amount that must stay in the account. Locks overlap: the largest counts. */
export const BalanceLock = struct(
  { id: fixedBytes(8), amount: Balance, reasons: Reasons },
  { path: ["pallet_balances", "types", "BalanceLock"] },
);
export type BalanceLock = TypeOf<typeof BalanceLock>;

/** An amount set aside. Holds add up. */
export const IdAmount = struct(
  { id: RuntimeHoldReason, amount: Balance },
  { path: ["frame_support", "traits", "tokens", "misc", "IdAmount"] },
);

const ReserveData = struct(
  { id: fixedBytes(8), amount: Balance },
  { path: ["pallet_balances", "types", "ReserveData"] },
);

const BalanceStatus = enumeration(
  { Free: variant(0), Reserved: variant(1) },
  { path: ["frame_support", "traits", "tokens", "misc", "BalanceStatus"] },
);

const AdjustmentDirection = enumeration(
  { Increase: variant(0), Decrease: variant(1) },
  { path: ["pallet_balances", "types", "AdjustmentDirection"] },
);

const value_ = compact(Balance);

/** A network may begin with the accounts of another. */
const maxEndowed = 4_194_304;

export const balances = definePallet("Balances", 2, {
  doc: "Who owns how much. Amounts are in plancks, 10⁻¹² PHA.",
  genesis: genesisPart(vec(struct({ account: AccountId, amount: Balance }), { max: maxEndowed }), []),
  storage: {
    totalIssuance: value(Balance, { initial: 0n, doc: "Sum of all free and reserved balances." }),
    locks: map(AccountId, vec(BalanceLock, { max: 50 }), {
      initial: [],
      overflow: "TooManyLocks",
      doc: "Locks on an account.",
    }),
    reserves: map(AccountId, vec(ReserveData, { max: 50 }), {
      initial: [],
      doc: "Nothing: what is set aside is on hold for a reason. Wallets look here too.",
    }),
    holds: map(AccountId, vec(IdAmount, { max: 50 }), {
      initial: [],
      overflow: "TooManyHolds",
      doc: "Holds on an account.",
    }),
  },
  calls: {
    transfer_allow_death: call(
      0,
      "signed",
      { dest: MultiAddress, value: value_ },
      "Moves free balance to another account; the sender's account may be reaped.",
    ),
    force_transfer: call(
      2,
      "root",
      { source: MultiAddress, dest: MultiAddress, value: value_ },
      "Moves free balance between any two accounts.",
    ),
    transfer_keep_alive: call(
      3,
      "signed",
      { dest: MultiAddress, value: value_ },
      "Moves free balance to another account; fails where the sender's account would be reaped.",
    ),
    transfer_all: call(
      4,
      "signed",
      { dest: MultiAddress, keep_alive: bool },
      "Moves everything that can be moved to another account.",
    ),
    force_unreserve: call(
      5,
      "root",
      { who: MultiAddress, amount: Balance },
      "Releases what is on hold for an account, up to an amount, the oldest reason first.",
    ),
    upgrade_accounts: call(
      6,
      "signed",
      { who: vec(AccountId, { max: 1_024 }) },
      "Brings accounts to the rules of holds and freezes: all that have been written to follow them already.",
    ),
    force_set_balance: call(
      8,
      "root",
      { who: MultiAddress, new_free: value_ },
      "Sets an account's free balance; the issuance follows, up to what genesis had: the rest comes out of the treasury. Less than the existential deposit is nothing.",
    ),
    force_adjust_total_issuance: call(
      9,
      "root",
      { direction: AdjustmentDirection, delta: compact(Balance) },
      "Refused: the issuance is what accounts own, and nothing else.",
    ),
    burn: call(10, "signed", { value: value_, keep_alive: bool }, "Refused: nobody's money is destroyed by a call."),
  },
  events: {
    Endowed: event(0, { account: AccountId, free_balance: Balance }, "An account was created with some balance."),
    DustLost: event(1, { account: AccountId, amount: Balance }, "An account was reaped and what was left burned."),
    Transfer: event(2, { from: AccountId, to: AccountId, amount: Balance }, "A transfer succeeded."),
    BalanceSet: event(3, { who: AccountId, free: Balance }, "Root set an account's free balance."),
    Reserved: event(4, { who: AccountId, amount: Balance }, "Some balance was put on hold."),
    Unreserved: event(5, { who: AccountId, amount: Balance }, "Some balance was released from hold."),
    ReserveRepatriated: event(
      6,
      { from: AccountId, to: AccountId, amount: Balance, destination_status: BalanceStatus },
      "Some balance on hold was moved to another account.",
    ),
    Deposit: event(7, { who: AccountId, amount: Balance }, "Some amount was deposited, a share of fees for example."),
    Withdraw: event(8, { who: AccountId, amount: Balance }, "Some amount was withdrawn, a fee for example."),
    Slashed: event(9, { who: AccountId, amount: Balance }, "Some balance was taken away as a penalty."),
    Upgraded: event(12, { who: AccountId }, "An account follows the rules of holds and freezes from now on."),
    Locked: event(17, { who: AccountId, amount: Balance }, "Some balance was locked."),
    Unlocked: event(18, { who: AccountId, amount: Balance }, "Some balance was unlocked."),
  },
  errors: {
    LiquidityRestrictions: { index: 1, kind: "conflict", doc: "Locks prevent spending this much." },
    InsufficientBalance: { index: 2, kind: "conflict", doc: "The free balance is too low." },
    ExistentialDeposit: { index: 3, kind: "invalid", doc: "The value is too low to create the receiving account." },
    Expendability: { index: 4, kind: "conflict", doc: "The account would be reaped but must stay." },
    TooManyHolds: { index: 8, kind: "limit", doc: "An account has at most 50 holds." },
    SupplyExceeded: {
      index: 12,
      kind: "conflict",
      doc: "There is no more money than at genesis: the treasury has too little to give what is missing.",
    },
    IssuanceIsFixed: { index: 14, kind: "forbidden", doc: "The issuance is what accounts own, and nothing else." },
    BurnRefused: { index: 15, kind: "forbidden", doc: "Nobody's money is destroyed by a call." },
    PalletAccount: {
      index: 16,
      kind: "forbidden",
      doc: "An account of a pallet takes no locks, deposits or assets that would keep it or its money.",
    },
    TooManyLocks: { index: 13, kind: "limit", doc: "An account has at most 50 locks." },
  },
  constants: {
    ExistentialDeposit: constant(Balance, existentialDeposit, "What an account must keep to exist."),
  },
});
