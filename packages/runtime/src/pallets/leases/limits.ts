import { PHA } from "../balances/account-data.ts";

/** Bounds of offers and leases. */
export const leaseLimits = {
  /** Leases of one worker at a time, and workers that one call takes. */
  leases: 8,
  workers: 16,
  /** Ticks that a lease goes on from now, at most: a year of twelve seconds each. */
  ticks: 2_628_000,
  /** Bytes of a region's label. */
  region: 64,
  /** Of a worker for a tick. */
  price: 1_000n * PHA,
} as const;
