import { AccountId, type TypeOf, u32, u128, versioned } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { firstMark } from "./fee.ts";

/** What several people let somebody put into pools for them. Beside `free`, it is worth what it has in those. */
export const Vault = versioned({
  owner: AccountId,
  /** Of what its shares' price gains, the owner's part. */
  commission: Permill,
  /** All shares, the owner's new ones among them. */
  shares: Balance,
  /** What is in no pool, and not paid. */
  free: Balance,
  /** Shares that are asked back and not paid. */
  leaving: Balance,
  /** The first batch that is not paid, and the number of the next one. */
  firstBatch: u32,
  nextBatch: u32,
  /** Batches that are not claimed whole. */
  openBatches: u32,
  /** The highest price that the owner's part was counted by, with 48 fractional bits. */
  mark: u128,
  /** Shares that the owner has earned and not taken. */
  ownerShares: Balance,
});
export type Vault = TypeOf<typeof Vault>;

export const newVault = (owner: AccountId, commission: number): Vault => ({
  ...{ owner, commission, shares: 0n, free: 0n, leaving: 0n, ownerShares: 0n },
  ...{ firstBatch: 0, nextBatch: 0, openBatches: 0, mark: firstMark },
});
