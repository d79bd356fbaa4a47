import { describe, expect, it } from "vitest";
import { newInstance } from "./instance.ts";
import { defaultLimits } from "./limits.ts";
import { StateMirror } from "./mirror.ts";
import { runCall } from "./run-call.ts";
import { callOf, codeOf, programOf } from "./testing.ts";

/** A call that asks a few times whether it may go on, on a machine whose clock an hour passes for at every look. */
async function run(kind: "command" | "query") {
  let nowMs = 0;
  const { code } = programOf("for (let i = 0; i < 100000; i++); return 1;");
  const { outcome } = runCall(await newInstance(), {
    code,
    call: callOf(kind),
    state: new StateMirror(),
    limits: defaultLimits,
    monotonicMs: () => {
      nowMs += 3_600_000;
      return nowMs;
    },
  });
  return codeOf(outcome);
}

describe("the machine's clock", () => {
  it("ends a query", async () => {
    expect(await run("query")).toBe("contract-engine.WallTimeExceeded");
  });

  it("ends no command: its outcome is the same on every machine", async () => {
    expect(await run("command")).toBe("1");
  });
});
