import { struct, type TypeOf, u32 } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";
import { proportion } from "../balances/parts.ts";
import { type Fund, leave } from "./fund.ts";

/**
 * All that is asked back on one day. It is paid as one: of every request in it the same part, at the same prices.
 */
export const Batch = struct({
  /** The tick from which it is paid. */
  due: u32,
  /** Shares of all requests, and those of them that are not paid yet. */
  asked: Balance,
  waiting: Balance,
  /** What was paid for the others, and how much of that was claimed. */
  paid: Balance,
  claimed: Balance,
  /** Shares of requests whose part is not claimed whole. */
  open: Balance,
});
export type Batch = TypeOf<typeof Batch>;

/** A part of a batch. */
export const Request = struct({
  batch: u32,
  shares: Balance,
  /** What was claimed of its payment. */
  claimed: Balance,
});
export type Request = TypeOf<typeof Request>;

export const newBatch = (due: number): Batch => ({ due, asked: 0n, waiting: 0n, paid: 0n, claimed: 0n, open: 0n });

export const isPaid = ({ waiting }: Batch): boolean => waiting === 0n;

/** Nothing of it is paid: requests may still be added and taken back. */
export const isUntouched = ({ asked, waiting }: Batch): boolean => asked === waiting;

/** More is asked, or less. */
export const ask = (batch: Batch, shares: bigint): Batch => ({
  ...batch,
  asked: batch.asked + shares,
  waiting: batch.waiting + shares,
  open: batch.open + shares,
});

/** Pays as much of a batch as there is money for. */
export function payBatch(batch: Batch, fund: Fund, money: bigint) {
  const { fund: rest, left, paid } = leave(fund, batch.waiting, money);
  return { batch: { ...batch, waiting: batch.waiting - left, paid: batch.paid + paid }, fund: rest, left, paid };
}

/** What a request may claim. */
export const claimable = (
  { asked, paid }: Pick<Batch, "asked" | "paid">,
  { shares, claimed }: Pick<Request, "shares" | "claimed">,
): bigint => proportion(paid, shares, asked) - claimed;

/** Shares of a request that are not paid yet. */
export const stillWaiting = (
  { asked, waiting }: Pick<Batch, "asked" | "waiting">,
  { shares }: Pick<Request, "shares">,
): bigint => proportion(waiting, shares, asked);
