import { readState, type StateView } from "@pha/sdk";
import { fundIn, stakePools, vaults } from "@pha/sdk/pallets";

/** A pool or a vault, as somebody who would put PHA into it sees it. Amounts are in plancks. */
export interface Fund {
  readonly kind: "pool" | "vault";
  readonly id: number;
  readonly value: bigint;
  /** What a share is worth: 1 when it began, more by what was earned since, less by what was lost. */
  readonly price: number;
  /** In millionths. */
  readonly commission: number;
  readonly free: bigint;
  readonly workers: number | undefined;
  readonly note: string;
}

/** What a share is worth, to six decimals. */
export const priceOf = (value: bigint, shares: bigint): number =>
  shares === 0n ? 1 : Number((value * 1_000_000n) / shares) / 1_000_000;

/** All pools and vaults that have not ended. */
export function readFunds(state: StateView): readonly Fund[] {
  const pools = readState(stakePools, state);
  const all = readState(vaults, state);
  const ids = (count: number) => Array.from({ length: count }, (_, id) => id);
  return [
    ...ids(pools.count.get()).flatMap((id): Fund[] => {
      const pool = pools.pools.get(id);
      if (pool === undefined) return [];
      const { value, shares, commission, free, workers, suspensions, closed } = pool;
      const note = suspensions > 0 ? "suspended" : closed ? "closed to others" : "open";
      return [{ kind: "pool", id, value, price: priceOf(value, shares), commission, free, workers, note }];
    }),
    ...ids(all.count.get()).flatMap((id): Fund[] => {
      const [vault, fund] = [all.vaults.get(id), fundIn(state, "vault", id)];
      if (vault === undefined || fund === undefined) return [];
      const { value, shares } = fund;
      const { commission, free } = vault;
      return [
        { kind: "vault", id, value, price: priceOf(value, shares), commission, free, workers: undefined, note: "open" },
      ];
    }),
  ];
}
