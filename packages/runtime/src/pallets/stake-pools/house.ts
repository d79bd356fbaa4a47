import type { AccountId } from "@pha/codec";
import type { Accessors, Env } from "@pha/frame";
import { dayTicks, lastNumber } from "../../numbers.ts";
import { less } from "../balances/parts.ts";
import { tickOf } from "../timestamp/clock.ts";
import { ask, claimable, isPaid, isUntouched, newBatch, payBatch } from "./batch.ts";
import { type Fund, isSound, join } from "./fund.ts";
import { stakePools } from "./spec.ts";
import type { Delegation } from "./types.ts";

const { errors } = stakePools;

/** A pool or a vault, as far as joining and leaving go. What it is worth, it says beside. */
export interface House {
  readonly shares: bigint;
  readonly free: bigint;
  readonly leaving: bigint;
  readonly firstBatch: number;
  readonly nextBatch: number;
  readonly openBatches: number;
}

/** Where a kind of house keeps what accounts have in it. */
export type Shelf = Pick<Accessors<typeof stakePools>, "batches" | "delegations" | "delegatedTo">;

/** Some shares of a batch that were paid. */
export interface Paid {
  readonly batch: number;
  readonly shares: bigint;
  readonly amount: bigint;
}

/** The tick from which that is paid which is asked back today: as many whole days pass. */
function noticeEnd(env: Env): number {
  const { noticeDays } = env.of(stakePools).state.figures.get();
  const day = Math.floor(tickOf(env) / dayTicks);
  return Math.min((day + 1 + noticeDays) * dayTicks, lastNumber);
}

/** Writes what an account has in a house, and that it has something there. */
export function putDelegation({ delegations, delegatedTo }: Shelf, who: AccountId, id: number, next: Delegation): void {
  const isEmpty = next.shares === 0n && next.request === undefined;
  const isNew = !delegations.has(who, id);
  if (isEmpty) delegations.remove(who, id);
  else delegations.put(who, id, next);
  if (isEmpty === isNew) return;
  const others = delegatedTo.get(who).filter((each) => each !== id);
  const all = isEmpty ? others : [...others, id];
  if (all.length === 0) delegatedTo.remove(who);
  else delegatedTo.put(who, all);
}

/**
 * An amount joins a house; its owner moves the money.
 *
 * @throws `StakePools.Unsound`, and the house's own error where the account has something in too many
 */
export function enter<H extends House>(
  shelf: Shelf,
  id: number,
  house: H,
  value: bigint,
  who: AccountId,
  amount: bigint,
) {
  const fund: Fund = { shares: house.shares, value };
  if (!isSound(fund)) throw errors.Unsound({ ...fund });
  const { fund: next, bought } = join(fund, amount);
  const before = shelf.delegations.get(who, id);
  const contributed = before.contributed + amount;
  putDelegation(shelf, who, id, { ...before, shares: before.shares + bought, contributed });
  return { house: { ...house, shares: next.shares, free: house.free + amount }, value: next.value, bought };
}

/**
 * Asks shares of an account back, with all that is asked back today.
 *
 * @throws `StakePools.RequestOpen`
 */
export function askBack<H extends House>(env: Env, shelf: Shelf, id: number, house: H, who: AccountId, shares: bigint) {
  const due = noticeEnd(env);
  const newest = house.nextBatch - 1;
  const last = house.nextBatch > house.firstBatch ? shelf.batches.get(id, newest) : undefined;
  const joins = last?.due === due;
  const batch = joins ? newest : house.nextBatch;
  const before = shelf.delegations.get(who, id);
  const { request = { batch, shares: 0n, claimed: 0n } } = before;
  if (request.batch !== batch) throw errors.RequestOpen({ batch: request.batch });
  shelf.batches.put(id, batch, ask(joins ? last : newBatch(due), shares));
  putDelegation(shelf, who, id, {
    ...before,
    shares: before.shares - shares,
    request: { ...request, shares: request.shares + shares },
  });
  const [nextBatch, openBatches] = [batch + 1, house.openBatches + (joins ? 0 : 1)];
  return { house: { ...house, nextBatch, openBatches, leaving: house.leaving + shares }, batch, due };
}

/**
 * Takes a request back.
 *
 * @throws `StakePools.NoRequest`, `AlreadyPaid`
 */
export function takeBack<H extends House>(shelf: Shelf, id: number, house: H, who: AccountId) {
  const { before, request, batch } = requestOf(shelf, id, who);
  const { shares } = request;
  if (!isUntouched(batch)) throw errors.AlreadyPaid({ batch: request.batch });
  shelf.batches.put(id, request.batch, ask(batch, -shares));
  putDelegation(shelf, who, id, { ...before, shares: before.shares + shares, request: undefined });
  return { house: { ...house, leaving: house.leaving - shares }, shares };
}

/** How many batches are looked at in one call. */
const mostBatches = 2;

/** Pays what is due, in order, as far as there is money. */
export function payDue<H extends House>(env: Env, { batches }: Shelf, id: number, given: H, worth: bigint) {
  const tick = tickOf(env);
  let [house, value] = [given, worth];
  const paid: Paid[] = [];
  for (let i = 0; i < mostBatches && house.firstBatch < house.nextBatch; i++) {
    const number = house.firstBatch;
    const batch = batches.get(id, number);
    if (!batch || tick < batch.due) break;
    const next = payBatch(batch, { shares: house.shares, value }, house.free);
    const isOver = isPaid(next.batch);
    const isNobodys = next.batch.asked === 0n;
    if (isNobodys) batches.remove(id, number);
    else batches.put(id, number, next.batch);
    if (next.left > 0n) paid.push({ batch: number, shares: next.left, amount: next.paid });
    house = {
      ...house,
      shares: next.fund.shares,
      free: house.free - next.paid,
      leaving: house.leaving - next.left,
      firstBatch: number + (isOver ? 1 : 0),
      openBatches: house.openBatches - (isNobodys ? 1 : 0),
    };
    value = next.fund.value;
    if (!isOver) break;
  }
  return { house, value, paid };
}

/**
 * Takes what is paid of a request: all of the rest, or a part that is large enough. Whoever has the money moves it.
 *
 * @returns the amount, and what rounding left of a batch that is over with this
 * @throws `StakePools.NoRequest`, `NothingToClaim`
 */
export function takePaid<H extends House>(env: Env, shelf: Shelf, id: number, house: H, who: AccountId) {
  const { before, request, batch } = requestOf(shelf, id, who);
  const { least } = env.of(stakePools).state.figures.get();
  const amount = claimable(batch, request);
  const isWhole = isPaid(batch);
  if (!isWhole && amount < least) throw errors.NothingToClaim({ paid: amount, least, due: batch.due });
  const withdrawn = before.withdrawn + amount;
  const rest = isWhole ? undefined : { ...request, claimed: request.claimed + amount };
  putDelegation(shelf, who, id, { ...before, withdrawn, request: rest });
  const claimed = batch.claimed + amount;
  const open = batch.open - (isWhole ? request.shares : 0n);
  if (open > 0n) {
    shelf.batches.put(id, request.batch, { ...batch, claimed, open });
    return { house, amount, dust: 0n };
  }
  shelf.batches.remove(id, request.batch);
  return { house: { ...house, openBatches: house.openBatches - 1 }, amount, dust: batch.paid - claimed };
}

/** @throws `StakePools.NoRequest` */
function requestOf({ delegations, batches }: Shelf, id: number, who: AccountId) {
  const before = delegations.get(who, id);
  const { request } = before;
  const batch = request && batches.get(id, request.batch);
  if (!request || !batch) throw errors.NoRequest();
  return { before, request, batch };
}

/** What a house has free for which nobody has asked. */
export function unaskedOf({ shares, value, free, leaving }: Fund & Pick<House, "free" | "leaving">): bigint {
  const asked = shares === 0n ? 0n : (leaving * value + shares - 1n) / shares;
  return less(free, asked);
}

/** Shares whose notice has been over for so many ticks, and which are not paid: of the first batch alone. */
export function overdueShares(
  env: Env,
  { batches }: Pick<Shelf, "batches">,
  id: number,
  house: House,
  ticks = 0,
): bigint {
  const batch = house.firstBatch < house.nextBatch ? batches.get(id, house.firstBatch) : undefined;
  return batch && tickOf(env) >= batch.due + ticks ? batch.waiting : 0n;
}
