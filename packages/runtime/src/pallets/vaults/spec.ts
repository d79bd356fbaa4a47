import { AccountId, u32, vec } from "@pha/codec";
import { call, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { Batch } from "../stake-pools/batch.ts";
import { Delegation, noDelegation } from "../stake-pools/types.ts";
import { vaultLimits } from "./limits.ts";
import { Vault } from "./types.ts";

const vault = { vault: u32 };
const inPool = { ...vault, pool: u32 };
const by = { ...vault, who: AccountId };
const of = { ...vault, amount: Balance };

export const vaults = definePallet("Vaults", 35, {
  doc: "Funds that somebody puts into pools for others, for a part of what they gain.",
  storage: {
    count: value(u32, { initial: 0, doc: "How many vaults there have been; ids count from 0." }),
    vaults: map(u32, Vault, { hasher: "Twox64Concat", doc: "Vaults by id." }),
    batches: map([u32, u32], Batch, {
      hasher: "Twox64Concat",
      doc: "What is asked back of a vault, by days, until it is claimed.",
    }),
    delegations: map([AccountId, u32], Delegation, { initial: noDelegation, doc: "What an account has in a vault." }),
    delegatedTo: map(AccountId, vec(u32, { max: vaultLimits.delegations }), {
      initial: [],
      overflow: "TooManyDelegations",
      doc: "In which vaults an account has something.",
    }),
    shareLocks: map(AccountId, Balance, {
      initial: 0n,
      doc: "What an account's shares must be worth, because it has voted with them.",
    }),
  },
  calls: {
    create: call(0, "signed", { commission: Permill }, "Creates a vault, and puts a PHA into it that stays there."),
    close: call(1, "signed", vault, "Ends a vault that nobody has anything in; its owner gets that PHA back."),
    set_commission: call(2, "signed", { ...vault, commission: Permill }, "Sets what the owner gets of later gains."),
    contribute: call(3, "signed", of, "Puts PHA into a vault, for shares at today's price."),
    withdraw: call(
      4,
      "signed",
      { ...vault, shares: Balance },
      "Asks shares back: they are paid when their notice is over, at the price of that time.",
    ),
    cancel_withdrawal: call(5, "signed", vault, "Takes a request back of which nothing is paid."),
    claim: call(6, "signed", vault, "Takes what is paid of the caller's request."),
    pay_batch: call(7, "signed", vault, "Pays requests whose notice is over, as far as the vault has PHA."),
    invest: call(8, "signed", { ...inPool, amount: Balance }, "Puts PHA of a vault into a pool, as its owner."),
    divest: call(9, "signed", { ...inPool, shares: Balance }, "Asks shares back from a pool, as the vault's owner."),
    cancel_divestment: call(10, "signed", inPool, "Takes that back; not while the vault owes somebody."),
    collect: call(11, "signed", inPool, "Takes what a pool has paid into the vault, and pays what is due."),
    force_divest: call(
      12,
      "signed",
      inPool,
      "Asks all back from a pool, by anybody, when a notice is over and the vault's PHA does not suffice or the pool is suspended.",
    ),
    take_fee: call(13, "signed", vault, "Takes the shares that the owner has earned."),
  },
  events: {
    VaultCreated: event(0, { ...vault, owner: AccountId, commission: Permill }, "A vault was created."),
    VaultClosed: event(1, vault, "A vault ended."),
    CommissionSet: event(2, { ...vault, commission: Permill }, "The owner's part is another one."),
    Contributed: event(3, { ...by, amount: Balance, shares: Balance }, "An account put something in, for shares."),
    WithdrawalAsked: event(
      4,
      { ...by, shares: Balance, batch: u32, due: u32 },
      "An account asked shares back, which are paid from some tick on.",
    ),
    WithdrawalCancelled: event(5, { ...by, shares: Balance }, "An account took its request back."),
    BatchPaid: event(
      6,
      { ...vault, batch: u32, shares: Balance, amount: Balance },
      "So many shares of a batch were paid: the amount waits to be claimed.",
    ),
    Claimed: event(7, { ...by, amount: Balance }, "An account took what was paid of its request."),
    Invested: event(8, { ...inPool, amount: Balance }, "A vault put something into a pool."),
    Divested: event(9, { ...inPool, shares: Balance }, "A vault asked shares back from a pool."),
    DivestmentCancelled: event(10, inPool, "A vault took such a request back."),
    Collected: event(11, { ...inPool, amount: Balance }, "A vault took what a pool had paid."),
    FeeEarned: event(12, { ...vault, shares: Balance }, "The price rose: the owner has earned shares."),
    FeeTaken: event(13, { ...vault, shares: Balance }, "The owner took the shares that it had earned."),
    DustSwept: event(14, of, "What rounding left of a batch went to the treasury."),
  },
  errors: {
    UnknownVault: { index: 0, kind: "not-found", doc: "There is no such vault." },
    NotOwner: { index: 1, kind: "forbidden", doc: "Only the owner may do this." },
    TooManyDelegations: { index: 2, kind: "limit", doc: "An account has something in 4 vaults at most." },
    TooManyPools: { index: 3, kind: "limit", doc: "A vault has something in 8 pools at most." },
    NotEnoughFree: { index: 4, kind: "conflict", doc: "The vault has less PHA than that, beside what leaves." },
    NotOverdue: { index: 5, kind: "conflict", doc: "Nothing is due that the vault's PHA does not suffice for." },
    Overdue: { index: 6, kind: "conflict", doc: "The vault owes somebody: what it has asked back stays asked." },
    NotEmpty: { index: 7, kind: "conflict", doc: "Somebody has something in the vault, or it in a pool." },
    NothingDue: { index: 8, kind: "conflict", doc: "No notice is over, or the vault has no PHA." },
    BadCommission: { index: 9, kind: "invalid", doc: "A part has at most 1,000,000 millionths." },
    SharesLocked: { index: 10, kind: "conflict", doc: "The account has voted with these shares." },
    NoFee: { index: 11, kind: "conflict", doc: "The owner has earned no shares since it took the last." },
  },
  constants: {
    MaxDelegations: constant(u32, vaultLimits.delegations, "In how many vaults an account may have something."),
    MaxPools: constant(u32, vaultLimits.pools, "In how many pools a vault may have something."),
  },
});
