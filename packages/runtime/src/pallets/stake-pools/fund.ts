import { lesser, proportion } from "../balances/parts.ts";

/**
 * What several own together, in plancks and in shares; a share's price is `value / shares`, and one planck where there are
 * none. Prices are never rounded: amounts are, against whoever asks.
 */
export interface Fund {
  readonly shares: bigint;
  readonly value: bigint;
}

/** Of a price of one planck for a share: beyond this, either way, rounding would cost who joins more than a millionth. */
const maxPriceFactor = 1_000_000n;

/** Whether a price is one at which shares are given out: neither all but lost, nor all but one owner's. */
export const isSound = ({ shares, value }: Fund): boolean =>
  shares === 0n || (value * maxPriceFactor >= shares && shares * maxPriceFactor >= value);

/** Shares that an amount buys. */
export const sharesFor = ({ shares, value }: Fund, amount: bigint): bigint =>
  shares === 0n ? amount : proportion(amount, shares, value);

/** Plancks that shares are worth. */
export const worthOf = ({ shares, value }: Fund, part: bigint): bigint =>
  shares === 0n ? 0n : proportion(value, part, shares);

/** An amount joins a sound fund. */
export function join(fund: Fund, amount: bigint): { readonly fund: Fund; readonly bought: bigint } {
  const bought = sharesFor(fund, amount);
  return { fund: { shares: fund.shares + bought, value: fund.value + amount }, bought };
}

/** Shares leave, as many as `money` pays for. */
export function leave(fund: Fund, part: bigint, money: bigint) {
  const left = worthOf(fund, part) <= money ? part : proportion(fund.shares, money, fund.value);
  const paid = worthOf(fund, left);
  return { fund: { shares: fund.shares - left, value: fund.value - paid }, left, paid };
}

/**
 * An amount is lost: shares of who answers for it first, so that the price stays for all others as long as those last.
 *
 * @param own - how many shares answer for it
 * @param amount - at most all that there is
 * @returns the fund, how many of those shares are gone, and what part of the amount they were for
 */
export function lose({ shares, value }: Fund, own: bigint, amount: bigint) {
  const needed = value === 0n ? 0n : (amount * shares + value - 1n) / value;
  // What is left always belongs to somebody.
  const most = amount < value ? lesser(own, shares - 1n) : own;
  const gone = lesser(most, needed);
  const borne = own >= needed ? amount : worthOf({ shares, value }, gone);
  return { fund: { shares: shares - gone, value: value - amount }, gone, borne };
}

/** The part of an amount that goes to who runs something for others: rounded for those. */
export const cut = (amount: bigint, millionths: number): bigint => (amount * BigInt(millionths)) / 1_000_000n;
