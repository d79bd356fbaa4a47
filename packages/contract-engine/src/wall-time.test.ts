import { expect, it } from "vitest";
import { type Call, failureOf } from "./call.ts";
import { ContractState } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { Lane } from "./lane.ts";
import { defaultLimits } from "./limits.ts";
import { ready } from "./protocol.ts";
import { callOf, programOf, word } from "./testing.ts";

/** What becomes of a call whose thread never answers, and after how long. */
async function run(call: Call) {
  let waitedMs = 0;
  const onMessage = (handler: (message: Uint8Array) => void) => handler(ready);
  const thread = { post: () => {}, onMessage, ended: new Promise(() => {}), terminate: async () => {} };
  const lane = new Lane({
    spawnThread: () => thread,
    timers: {
      setTimeout: (callback, ms) => {
        waitedMs = ms;
        queueMicrotask(callback);
      },
      clearTimeout: () => {},
    },
  });
  const snapshot = new ContractState(word(2)).snapshot();
  const outcome = await lane.run({ program: programOf("return 1;"), snapshot, call, limits: defaultLimits });
  return { outcome, waitedMs };
}

it("ends a query at its time, that of all other calls at twice this, and charges all their gas", async () => {
  const { wallMs, gas } = defaultLimits;
  for (const [kind, limitMs] of [["query", wallMs], ["command", 2 * wallMs], ["init", 2 * wallMs]] as const) {
    const error = failureOf(errors.WallTimeExceeded({ limitMs }));
    expect(await run(callOf(kind))).toEqual({ outcome: { ok: false, error, gas, logs: [] }, waitedMs: limitMs });
  }
}); // biome-ignore format: a table
