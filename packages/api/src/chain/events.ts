import { AccountId, option, struct, text, u32, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint, stream } from "../endpoint.ts";
import { json, maxPage, PageSize } from "../types.ts";
import { apiErrors } from "./errors.ts";
import { Block, Cursor, EventId, name } from "./types.ts";

const word = option(text({ max: 64 }));

const FoundEvent = struct({
  block: Block,
  index: u32,
  /** Index of the extrinsic that caused it; absent for block hooks. */
  extrinsic: option(u32),
  pallet: name,
  name,
  fields: json,
});

const EventPage = struct({
  events: vec(FoundEvent, { max: maxPage }),
  /** Begins the next page; one may be there although this page has room left. */
  next: option(Cursor),
  /** What later blocks hold is not found yet: finality, or moments behind it. */
  through: u32,
});

const wanted = { pallet: word, name: word, account: option(AccountId), from: option(u32) };

/** `/v1/events`: what happened in finalized blocks, by kind and by account. */
export const events = {
  list: endpoint("GET /v1/events", {
    summary:
      "Events of finalized blocks, newest first, by pallet, name, account and blocks. next begins the next page.",
    query: { ...wanted, to: option(u32), before: option(Cursor), limit: option(PageSize) },
    reply: EventPage,
    maxReplyBytes: maxHttpReplyBytes,
    errors: [apiErrors.UnknownEvent],
  }),
  follow: stream("GET /v1/events/stream", {
    summary:
      "The same as a stream, oldest first, as blocks are finalized: from a block on, from now on, or behind Last-Event-ID, which is block-index.",
    query: wanted,
    stream: FoundEvent,
    maxReplyBytes: maxHttpReplyBytes,
    id: EventId,
    errors: [apiErrors.UnknownEvent, apiErrors.PlaceNotFound, apiErrors.HistoryTooLong],
  }),
};
