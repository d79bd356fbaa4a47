import { proportion } from "../balances/parts.ts";
import type { Fund } from "../stake-pools/fund.ts";

/** Prices that are kept have so many fractional bits. */
const markBits = 48n;

/** The price of a vault that begins: a planck for a share. */
export const firstMark = 1n << markBits;

const parts = 1_000_000n;

/**
 * What a vault's owner earns: of what a share's price is above the highest that was ever counted, a part. It is paid in
 * new shares, which lower the price by as much.
 *
 * @param mark - the highest price that was counted, with 48 fractional bits
 * @param commission - the owner's part, in millionths
 * @returns the new shares, and the price that counts from now on, rounded up
 */
export function feeOf({ shares, value }: Fund, mark: bigint, commission: number) {
  if (shares === 0n || value << markBits <= mark * shares) return { earned: 0n, mark };
  const part = BigInt(commission);
  const after = value * (parts - part) * firstMark + part * mark * shares;
  const total = proportion(value * shares, parts * firstMark, after);
  return { earned: total - shares, mark: ((value << markBits) + total - 1n) / total };
}
