import type { chainApi, ReplyOf } from "@pha/api";

export interface HistoryOptions {
  /** Where a page before ended: its `next`. */
  readonly before?: HistoryPage["next"];
  /** Extrinsics of a page. */
  readonly limit?: number | undefined;
}

/** Extrinsics, newest first; `next` begins the page of older ones. */
export type HistoryPage = ReplyOf<typeof chainApi.accountHistory.list>;

/** A block: its header, its extrinsics with their events, and events of none. */
export type BlockDetail = ReplyOf<typeof chainApi.blocks.get>;
