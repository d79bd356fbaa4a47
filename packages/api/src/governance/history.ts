import { option, struct, text, u32, u64, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { Cursor, EventId, name } from "../chain/types.ts";
import { endpoint, stream } from "../endpoint.ts";
import { json, maxPage, PageSize } from "../types.ts";
import { errors } from "./errors.ts";
import { Topic } from "./topic.ts";

const topic = option(Topic);

const Happened = struct({
  block: u32,
  index: u32,
  timeMs: u64,
  /** Index of the extrinsic that caused it; absent for block hooks. */
  extrinsic: option(u32),
  pallet: name,
  name,
  /** What it is about: `referendum/3`, `proposal/1`, `motion/council/0x…`. */
  topic: text({ max: 128 }),
  fields: json,
});

/** `/v1/events`: what happened in governance, in finalized blocks. */
export const history = {
  list: endpoint("GET /v1/events", {
    summary:
      "What happened, newest first, about everything or one topic and what is below it: topic=referendum/3, topic=motion/council. next begins the next page.",
    query: { topic, before: option(Cursor), limit: option(PageSize) },
    reply: struct({ block: u32, events: vec(Happened, { max: maxPage }), next: option(Cursor) }),
    maxReplyBytes: maxHttpReplyBytes,
  }),
  follow: stream("GET /v1/events/stream", {
    summary:
      "The same as a stream, oldest first, as blocks are finalized: from a block on, from now on, or behind Last-Event-ID, which is block-index.",
    query: { topic, from: option(u32) },
    stream: Happened,
    id: EventId,
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.PlaceAhead, errors.FarBehind, errors.PutBack],
  }),
};
