import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { continueTrace, currentTrace, traceparentOf, withTrace } from "./trace.ts";

const id = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = "00f067aa0ba902b7";

describe("a trace", () => {
  it("keeps its id and flag from step to step, each with a span of its own", () => {
    const first = continueTrace(`00-${id}-${span}-01`);
    expect(first).toMatchObject({ traceId: id, isSampled: true });
    expect(first.spanId).not.toBe(span);
    expect(traceparentOf(first)).toBe(`00-${id}-${first.spanId}-01`);
    expect(continueTrace(traceparentOf(first))).toMatchObject({ traceId: id, isSampled: true });
  });

  it("begins with ids by chance, in the form that others ask for", () => {
    const begun = Array.from({ length: 1_000 }, () => continueTrace());
    expect(new Set(begun.flatMap(({ traceId, spanId }) => [traceId.slice(0, 16), spanId])).size).toBe(2_000);
    for (const trace of begun) {
      expect(trace.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(continueTrace(traceparentOf(trace)).traceId).toBe(trace.traceId);
    }
  });

  it.each([
    ["nothing", undefined],
    ["no form at all", "x"],
    ["no trace id", `00-${"0".repeat(32)}-${span}-01`],
    ["no span id", `00-${id}-${"0".repeat(16)}-01`],
    ["capital letters", `00-${id.toUpperCase()}-${span}-01`],
    ["the version that is none", `ff-${id}-${span}-01`],
    ["more than version 00 has", `00-${id}-${span}-01-more`],
    ["two headers", `00-${id}-${span}-01, 00-${id}-${span}-01`],
  ])("begins anew when it came with %s", (_, header) => {
    expect(continueTrace(header).traceId).toMatch(/^(?!4bf9)[0-9a-f]{32}$/);
  });

  it("is read from later versions as far as they are known", () => {
    expect(continueTrace(`7a-${id}-${span}-03-more`)).toMatchObject({ traceId: id, isSampled: true });
  });

  it("goes on from any header with one that holds (property)", () =>
    fc.assert(
      fc.property(fc.string(), (header) => {
        const { traceId } = continueTrace(header);
        expect(continueTrace(traceparentOf(continueTrace(header))).traceId).toHaveLength(traceId.length);
      }),
    ));

  it("belongs to its own work, side by side with others and after pauses", async () => {
    const traces = [continueTrace(), continueTrace()];
    const seen = traces.map((trace) =>
      withTrace(trace, async () => {
        await delay(1);
        return currentTrace();
      }),
    );
    expect(currentTrace()).toBeUndefined();
    expect(await Promise.all(seen)).toEqual(traces);
  });
});
