import type { chainApi, ReplyOf } from "@pha/api";
import type { AccountId } from "@pha/codec";

/** Which events of finalized blocks; what is absent is any. */
export interface EventFilter {
  readonly pallet?: string | undefined;
  readonly name?: string | undefined;
  readonly account?: AccountId | undefined;
  /** First and last block. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Where a page before ended: its `next`. */
  readonly before?: EventPage["next"];
  /** Events of a page. */
  readonly limit?: number | undefined;
}

/** Events, newest first; `next` begins the page of older ones. */
export type EventPage = ReplyOf<typeof chainApi.events.list>;
