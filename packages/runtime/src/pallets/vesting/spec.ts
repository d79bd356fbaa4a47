import { AccountId, MultiAddress, struct, type TypeOf, u32, vec } from "@pha/codec";
import { call, constant, definePallet, event, map } from "@pha/frame";
import { Balance, PHA } from "../balances/account-data.ts";
import { lockId } from "../balances/lock-id.ts";

/** How many schedules an account may have. */
export const maxSchedules = 28;

/** The least that a transfer may vest. */
export const minTransfer = PHA;

/** Id of the lock on what is not free yet. */
export const vestingLock = lockId("vesting");

/** An amount that comes free from a block on, so much with each. */
export const VestingInfo = struct(
  { locked: Balance, per_block: Balance, starting_block: u32 },
  { path: ["pallet_vesting", "vesting_info", "VestingInfo"] },
);
export type VestingInfo = TypeOf<typeof VestingInfo>;

const schedule = { schedule: VestingInfo };

export const vesting = definePallet("Vesting", 20, {
  doc: "Amounts that come free block by block.",
  storage: {
    vesting: map(AccountId, vec(VestingInfo, { max: maxSchedules }), {
      overflow: "AtMaxVestingSchedules",
      doc: "What of an account's balance comes free, and when.",
    }),
  },
  calls: {
    vest: call(0, "signed", {}, "Frees what of the caller's balance has vested."),
    vest_other: call(1, "signed", { target: MultiAddress }, "Frees what of another account's balance has vested."),
    vested_transfer: call(
      2,
      "signed",
      { target: MultiAddress, ...schedule },
      "Transfers an amount that comes free for the receiver as the schedule says.",
    ),
    force_vested_transfer: call(
      3,
      "root",
      { source: MultiAddress, target: MultiAddress, ...schedule },
      "Does the same between any two accounts.",
    ),
    merge_schedules: call(
      4,
      "signed",
      { schedule1_index: u32, schedule2_index: u32 },
      "Makes one of two schedules of the caller: together they end when the later would have.",
    ),
    force_remove_vesting_schedule: call(
      5,
      "root",
      { target: MultiAddress, schedule_index: u32 },
      "Ends a schedule: all of it is free.",
    ),
  },
  events: {
    VestingUpdated: event(0, { account: AccountId, unvested: Balance }, "Of an account so much is not free yet."),
    VestingCompleted: event(1, { account: AccountId }, "All of an account's schedules are over."),
  },
  errors: {
    NotVesting: { index: 0, kind: "conflict", doc: "Nothing of the account vests." },
    AtMaxVestingSchedules: { index: 1, kind: "limit", doc: "The account has as many schedules as it may." },
    AmountLow: { index: 2, kind: "invalid", doc: "A transfer that vests must be of 1 PHA at least." },
    ScheduleIndexOutOfBounds: { index: 3, kind: "not-found", doc: "The caller has no such schedule." },
    InvalidScheduleParams: {
      index: 4,
      kind: "invalid",
      doc: "A schedule has an amount, so much per block and an end; or there is none of this number.",
    },
  },
  constants: {
    MinVestedTransfer: constant(Balance, minTransfer, "The least that a transfer may vest."),
    MaxVestingSchedules: constant(u32, maxSchedules, "How many schedules an account may have."),
  },
});
