import { AccountId, bool, bytes, H256, MultiAddress, option, u32, vec } from "@pha/codec";
import { call, constant, definePallet, event, map, value } from "@pha/frame";
import { dayTicks } from "../../numbers.ts";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Batch } from "./batch.ts";
import { Figures, usualFigures } from "./figures.ts";
import { poolLimits } from "./limits.ts";
import { Delegation, noDelegation, Pool, PoolWorker } from "./types.ts";

const own = ownConstants("StakePools", Figures, usualFigures);
const pool = { pool: u32 };
const worker = { worker: H256 };
const by = { ...pool, who: AccountId };
const of = { ...pool, amount: Balance };
/** A longer one is refused by name. */
const description = bytes({ max: 2 * poolLimits.description });

export const stakePools = definePallet("StakePools", 34, {
  doc: "Pools of PHA that stand behind machines: who puts something in owns shares of what is in.",
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What governs all pools and vaults." }),
    count: value(u32, { initial: 0, doc: "How many pools there have been; ids count from 0." }),
    pools: map(u32, Pool, { hasher: "Twox64Concat", doc: "Pools by id." }),
    descriptions: map(u32, bytes({ max: poolLimits.description }), {
      hasher: "Twox64Concat",
      doc: "What owners say of their pools.",
    }),
    batches: map([u32, u32], Batch, {
      hasher: "Twox64Concat",
      doc: "What is asked back of a pool, by days, until it is claimed.",
    }),
    delegations: map([AccountId, u32], Delegation, { initial: noDelegation, doc: "What an account has in a pool." }),
    delegatedTo: map(AccountId, vec(u32, { max: poolLimits.delegations }), {
      initial: [],
      overflow: "TooManyDelegations",
      doc: "In which pools an account has something.",
    }),
    allowed: map([u32, AccountId], bool, {
      initial: false,
      doc: "Who may contribute to a pool that is closed to others.",
    }),
    suspendedAt: map(u32, u32, {
      initial: 0,
      hasher: "Twox64Concat",
      doc: "The tick since which a pool that is suspended has been so without a break.",
    }),
    offers: map(H256, u32, { doc: "For which pool a machine's operator offers it." }),
    workers: map(H256, PoolWorker, { doc: "The pools of machines." }),
    shareLocks: map(AccountId, Balance, {
      initial: 0n,
      doc: "What an account's shares must be worth, because it has voted with them.",
    }),
  },
  calls: {
    create: call(0, "signed", { commission: Permill }, "Creates a pool, and puts a PHA into it that stays there."),
    close: call(1, "signed", pool, "Ends a pool that nobody has anything in; its owner gets that PHA back."),
    set_commission: call(2, "signed", { ...pool, commission: Permill }, "Sets what the owner gets of all earnings."),
    set_cap: call(3, "signed", { ...pool, cap: option(Balance) }, "Sets up to what contributions may bring a pool."),
    describe: call(4, "signed", { ...pool, description }, "Says something of a pool; with no bytes, nothing."),
    restrict: call(5, "signed", { ...pool, closed: bool }, "Closes a pool to who is not allowed, or opens it to all."),
    allow: call(6, "signed", { ...pool, who: MultiAddress }, "Allows an account to contribute to a closed pool."),
    disallow: call(7, "signed", { ...pool, who: MultiAddress }, "Takes that back; what it has there stays."),
    contribute: call(8, "signed", of, "Puts PHA into a pool, for shares at today's price."),
    withdraw: call(
      9,
      "signed",
      { ...pool, shares: Balance },
      "Asks shares back: they are paid when their notice is over, at the price of that time.",
    ),
    cancel_withdrawal: call(10, "signed", pool, "Takes a request back of which nothing is paid."),
    claim: call(11, "signed", pool, "Takes what is paid of the caller's request."),
    pay_batch: call(12, "signed", pool, "Pays requests whose notice is over, as far as there is free stake."),
    set_own_shares: call(
      13,
      "signed",
      { ...pool, shares: Balance },
      "Sets how many of the owner's shares answer first for what is slashed.",
    ),
    claim_commission: call(14, "signed", pool, "Takes what the owner has earned."),
    offer_worker: call(15, "signed", { ...worker, ...pool }, "Offers a machine to a pool, as its operator."),
    add_worker: call(16, "signed", { ...pool, ...worker }, "Takes a machine that was offered, as the pool's owner."),
    remove_worker: call(17, "signed", worker, "Takes a machine out of its pool, as the owner or the operator."),
  },
  events: {
    PoolCreated: event(0, { ...pool, owner: AccountId, commission: Permill }, "A pool was created."),
    PoolClosed: event(1, pool, "A pool ended."),
    CommissionSet: event(2, { ...pool, commission: Permill }, "The owner's part is another one."),
    CapSet: event(3, { ...pool, cap: option(Balance) }, "A pool's cap is another one."),
    Described: event(4, pool, "A pool's description is another one."),
    Restricted: event(5, { ...pool, closed: bool }, "A pool was closed to others, or opened."),
    Allowed: event(6, by, "An account may contribute to a closed pool."),
    Disallowed: event(7, by, "An account may not any more."),
    Contributed: event(8, { ...by, amount: Balance, shares: Balance }, "An account put something in, for shares."),
    WithdrawalAsked: event(
      9,
      { ...by, shares: Balance, batch: u32, due: u32 },
      "An account asked shares back, which are paid from some tick on.",
    ),
    WithdrawalCancelled: event(10, { ...by, shares: Balance }, "An account took its request back."),
    BatchPaid: event(
      11,
      { ...pool, batch: u32, shares: Balance, amount: Balance },
      "So many shares of a batch were paid: the amount waits to be claimed.",
    ),
    Claimed: event(12, { ...by, amount: Balance }, "An account took what was paid of its request."),
    OwnSharesSet: event(13, { ...pool, shares: Balance }, "So many of the owner's shares answer first."),
    CommissionClaimed: event(14, of, "The owner took what it had earned."),
    WorkerOffered: event(15, { ...worker, ...pool }, "A machine is offered to a pool."),
    WorkerAdded: event(16, { ...pool, ...worker }, "A machine belongs to a pool."),
    WorkerRemoved: event(17, { ...pool, ...worker }, "A machine belongs to its pool no more."),
    Staked: event(18, of, "So much free stake went into a session."),
    Stopping: event(19, of, "So much stake returns when the notice of its session is over."),
    Released: event(20, of, "So much stake of a session is free again."),
    Rewarded: event(
      21,
      { ...pool, toOwner: Balance, toDelegators: Balance },
      "A machine earned something: the owner's part is due, the rest is in the price.",
    ),
    RewardDismissed: event(22, of, "A machine earned something for nobody: it went to the treasury."),
    Slashed: event(
      23,
      { ...of, own: Balance },
      "A pool lost so much of a session's stake, of which its owner's shares bore a part.",
    ),
    SlashReturned: event(24, of, "What a pool had lost was given back."),
    Suspended: event(25, pool, "Nothing is contributed to a pool or paid from it until a silent machine is settled."),
    Resumed: event(26, pool, "That is over."),
    DustSwept: event(27, of, "What rounding left of a batch went to the treasury."),
    OwnSharesLost: event(28, { ...pool, shares: Balance }, "So many of the owner's shares are gone with a slash."),
    OwnSlashReturned: event(
      29,
      of,
      "So much of what was given back the owner's shares had borne: it is due to the owner.",
    ),
  },
  errors: {
    UnknownPool: { index: 0, kind: "not-found", doc: "There is no such pool." },
    NotOwner: { index: 1, kind: "forbidden", doc: "Only the owner may do this." },
    Suspended: {
      index: 2,
      kind: "conflict",
      doc: "A machine is silent and not settled: nothing is contributed, paid or staked before it answers or is stopped.",
    },
    TooLittle: { index: 3, kind: "invalid", doc: "The amount is too small." },
    NotAllowed: { index: 4, kind: "forbidden", doc: "The pool is closed, and the account is not on its list." },
    CapReached: { index: 5, kind: "limit", doc: "The pool may not be worth more than its cap." },
    Unsound: { index: 6, kind: "conflict", doc: "A share's price is all but nothing, or beyond measure." },
    TooManyDelegations: { index: 7, kind: "limit", doc: "An account has something in 12 pools at most." },
    TooFewShares: { index: 8, kind: "conflict", doc: "The account has fewer shares than that, or must keep them." },
    SharesLocked: { index: 9, kind: "conflict", doc: "The account has voted with these shares." },
    RequestOpen: {
      index: 10,
      kind: "conflict",
      doc: "A request of another day is open: claim it, or take it back and ask for all anew.",
    },
    NoRequest: { index: 11, kind: "not-found", doc: "The account has asked nothing back." },
    AlreadyPaid: { index: 12, kind: "conflict", doc: "Some of the request is paid: it cannot be taken back." },
    NothingToClaim: { index: 13, kind: "conflict", doc: "Nothing is paid yet, or less than a claim is for." },
    NothingDue: { index: 14, kind: "conflict", doc: "No notice is over, or no stake is free." },
    NotEmpty: { index: 15, kind: "conflict", doc: "Somebody has something in the pool, or a machine belongs to it." },
    TooFewOwnShares: {
      index: 16,
      kind: "conflict",
      doc: "The owner's shares that answer first must be worth a part of all stake in sessions.",
    },
    NotEnoughStake: { index: 17, kind: "conflict", doc: "The pool has less free stake than that, beside what leaves." },
    NotOperator: { index: 18, kind: "forbidden", doc: "Only the machine's operator may do this." },
    NotOffered: { index: 19, kind: "conflict", doc: "The machine's operator has not offered it to this pool." },
    WorkerTaken: { index: 20, kind: "conflict", doc: "The machine belongs to a pool already." },
    UnknownWorker: { index: 21, kind: "not-found", doc: "The machine belongs to no pool." },
    WorkerBusy: { index: 22, kind: "conflict", doc: "A session of the machine has not ended." },
    DescriptionTooLong: { index: 23, kind: "limit", doc: "A description has at most 512 bytes." },
    BadCommission: { index: 24, kind: "invalid", doc: "A part has at most 1,000,000 millionths." },
  },
  constants: {
    LeastAmount: own("least", Balance, "The least that is contributed, asked back, or claimed of a part."),
    NoticeDays: own("noticeDays", u32, "Whole days that pass before what is asked back is paid."),
    OwnPart: own("ownPart", Permill, "Of the stake of its machines, what a pool's owner answers for first."),
    DayTicks: constant(u32, dayTicks, "Ticks of a day."),
    MaxDelegations: constant(u32, poolLimits.delegations, "In how many pools an account may have something."),
  },
});
