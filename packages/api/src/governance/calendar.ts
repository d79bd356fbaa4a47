import { option, struct, text, u32, u64, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { word } from "../types.ts";
import { errors } from "./errors.ts";

const Due = struct({
  what: word(
    ...([
      "launch",
      "count",
      "enactment",
      "motion",
      "election",
      "spending",
      "tip",
      "bounty-update",
      "bounty-payout",
    ] as const),
  ),
  block: u32,
  /** When that block will be there if no block until then comes before its time: ms since 1970. */
  timeMs: u64,
  /** What it is about, as the events' topic names it: `referendum/3`. */
  topic: option(text({ max: 128 })),
});

/** `/v1/calendar`: what is due, and when. */
export const calendar = {
  list: endpoint("GET /v1/calendar", {
    summary: "What is due in governance, soonest first: launches, counts, enactments, motions, elections, payments.",
    reply: struct({ block: u32, timeMs: u64, due: vec(Due, { max: 1_024 }) }),
    maxReplyBytes: maxHttpReplyBytes,
    errors: [errors.CatchingUp],
  }),
};
