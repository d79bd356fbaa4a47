import { bool, option, struct, text, u32, u64, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { dueKinds } from "@pha/runtime/spec";
import { endpoint } from "../endpoint.ts";
import { word } from "../types.ts";
import { errors } from "./errors.ts";

/** Most that is told at once, and of what is open most that is looked at. */
export const maxDue = 1_024;

const Due = struct({
  what: word(...dueKinds),
  block: u32,
  /** When that block will be there if no block until then comes before its time: ms since 1970. */
  timeMs: u64,
  /** What it is about, as the events' topic names it: `referendum/3`. */
  topic: option(text({ max: 128 })),
  /** Of a child bounty: its own number. */
  child: option(u32),
});

/** `/v1/calendar`: what is due, and when. */
export const calendar = {
  list: endpoint("GET /v1/calendar", {
    summary: "What is due in governance, soonest first: launches, counts, enactments, motions, elections, payments.",
    reply: struct({
      block: u32,
      timeMs: u64,
      due: vec(Due, { max: maxDue }),
      /** Nothing is left out: of referenda that wait, open tips, bounties and their children, and of what is due, so many are told. */
      whole: bool,
    }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
};
