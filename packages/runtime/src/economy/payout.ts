import type { Grown } from "./advance.ts";
import { type Fixed, one, times } from "./fixed.ts";

/** A payment, as the original divides it. */
export interface Payout {
  readonly payout: Fixed;
  readonly treasury: Fixed;
}

/** The worker's part of an amount, and the treasury's. */
export const divide = (amount: Fixed, treasuryRatio: Fixed): Payout => ({
  payout: times(amount, one - treasuryRatio),
  treasury: times(amount, treasuryRatio),
});

/** A worker after a payment: V without it, as far as it came since the payment before. */
export function afterPayment({ v, deductible }: Grown, payout: Fixed): Grown {
  return { v: v - (deductible < payout ? deductible : payout), deductible: 0n };
}
