import { claimable, type Fund, stillWaiting, worthOf } from "@pha/runtime/spec";

/** What somebody has in a pool or vault: shares, and a request for others. */
interface Position {
  readonly active: bigint;
  readonly asked: bigint;
  readonly claimed: bigint;
}

/** A batch that a request is in. */
interface Batch {
  readonly asked: bigint;
  readonly waiting: bigint;
  readonly paid: bigint;
}

/** What a position is worth: shares and those that wait at the price, and what is paid and not claimed. */
export function worthOfPosition({ active, asked, claimed }: Position, batch: Batch | undefined, fund: Fund): bigint {
  if (!batch || batch.asked === 0n) return worthOf(fund, active);
  const request = { shares: asked, claimed };
  return worthOf(fund, active) + worthOf(fund, stillWaiting(batch, request)) + claimable(batch, request);
}

/** A balance as what was gained, or what was lost. */
export const gainOf = (balance: bigint) =>
  balance < 0n ? { gained: 0n, lost: -balance } : { gained: balance, lost: 0n };
