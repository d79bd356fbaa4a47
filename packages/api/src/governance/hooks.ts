import { option, struct, text, u32, u64, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { Cursor } from "../chain/types.ts";
import { endpoint } from "../endpoint.ts";
import { within, word } from "../types.ts";
import { errors } from "./errors.ts";
import { Topic } from "./topic.ts";

/** Most hooks of a service. */
export const maxHooks = 64;

/** Longest URL of a hook, as it is kept: in ASCII alone. */
export const maxHookUrl = 2_048;

const topics = vec(Topic, { max: 32 });
const url = text({ max: maxHookUrl });
/** As far as places name blocks. */
const from = within(0, 999_999_999, "The block from which on events are delivered.");

const Hook = struct({
  id: u32,
  url,
  topics,
  /** `disabled`: its deliveries failed for too long. */
  status: word("active", "disabled"),
  /** From which place on events are still to be delivered: all before it have been, where they are wanted. */
  next: Cursor,
  /** Attempts in a row that failed, why the last one did, and when the next one is due: ms since 1970. */
  failures: u32,
  lastError: option(text({ max: 1_024 })),
  dueMs: u64,
});

const refusals = [errors.HooksOff, errors.WrongToken];
const managed = { bearer: true, errors: refusals } as const;
const named = { bearer: true, errors: [...refusals, errors.UnknownHook] } as const;
const params = { id: u32 };

/** `/v1/hooks`: events are posted to URLs as they happen, signed (Standard Webhooks). For who has the operator's token. */
export const hooks = {
  list: endpoint("GET /v1/hooks", {
    summary: "All hooks, and how their deliveries go. With the operator's token.",
    reply: struct({ hooks: vec(Hook, { max: maxHooks }) }),
    maxReplyBytes: maxHttpReplyBytes,
    ...managed,
  }),
  create: endpoint("POST /v1/hooks", {
    summary:
      "Has events posted to a URL, from a block on or from now on: those of some topics, referendum/3 or referendum, or all. The secret that signs them is told this once.",
    body: { url, topics: option(topics), from: option(from) },
    reply: struct({ hook: Hook, secret: text({ max: 64 }) }),
    status: 201,
    bearer: true,
    errors: [
      ...refusals,
      errors.BadHookUrl,
      errors.TooManyHooks,
      errors.PrivateAddress,
      errors.FarBehind,
      errors.PutBack,
    ],
  }),
  get: endpoint("GET /v1/hooks/:id", {
    summary: "One hook. With the operator's token.",
    params,
    reply: Hook,
    ...named,
  }),
  remove: endpoint("DELETE /v1/hooks/:id", {
    summary: "Ends a hook. With the operator's token.",
    params,
    reply: Hook,
    ...named,
  }),
  deliver: endpoint("POST /v1/hooks/:id/deliveries", {
    summary:
      "Tries again at once, also where a hook is disabled; with from, a place such as 120-3, delivers all from there on once more. With the operator's token.",
    params,
    body: { from: option(Cursor) },
    reply: Hook,
    status: 202,
    ...named,
  }),
};
