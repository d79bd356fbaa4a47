import type { Hex } from "@pha/codec";
import type { BlockRef, StoredEvent } from "./ledger.ts";

/** What the faces can ask about finalized blocks of any age. Listings are newest first. */
export interface History {
  /** Height up to which is written down whom extrinsics touched: finality, or moments behind it. */
  activityThrough(): Promise<number>;
  /** Extrinsics that an account signed or that touched it, below a place. */
  listOfAccount(account: Hex, page: { readonly below: ExtrinsicPlace; readonly limit: number }): Promise<AccountPage>;
  /** Events that fit a filter, below a place. With an account, those that name it. */
  searchEvents(filter: EventFilter, page: { readonly below: EventPlace; readonly limit: number }): Promise<EventPage>;
  /**
   * Events of blocks from a height to another, oldest first, of as many blocks as one reading takes: those of some kinds,
   * or all. Of the newest blocks they are the same objects for all who follow, of whatever kinds.
   */
  readOn(kinds: EventFilter["kinds"], blocks: { readonly from: number; readonly to: number }): Promise<EventStretch>;
  /** Whether an event fits a filter. */
  fits(event: StoredEvent, filter: Pick<EventFilter, "kinds" | "account">): boolean;
}

/** Where an extrinsic stands. */
export interface ExtrinsicPlace {
  readonly block: number;
  readonly extrinsic: number;
}

/** Where an event stands. */
export interface EventPlace {
  readonly block: number;
  readonly index: number;
}

export interface AccountPage {
  readonly extrinsics: readonly HistoricExtrinsic[];
  /** Where the next page begins; `undefined` when there is none. */
  readonly next: ExtrinsicPlace | undefined;
}

export interface HistoricExtrinsic {
  readonly block: BlockRef;
  readonly timeMs: bigint;
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly events: readonly StoredEvent[];
}

export interface EventFilter {
  /** Which events; `undefined` for all. */
  readonly kinds: readonly { readonly pallet: string; readonly name: string }[] | undefined;
  readonly account: Hex | undefined;
  /** Oldest block to look into. */
  readonly from: number;
}

export interface EventStretch {
  readonly events: readonly (StoredEvent & { readonly block: BlockRef })[];
  /** The last block that was read: the first one at least. */
  readonly through: number;
}

export interface EventPage {
  readonly events: readonly (StoredEvent & { readonly block: BlockRef })[];
  /** Where the next page begins; a page may have room left, because a request looks at so many blocks only. */
  readonly next: EventPlace | undefined;
}
