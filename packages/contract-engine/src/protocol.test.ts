import fc from "fast-check";
import { expect, it } from "vitest";
import { defaultLimits } from "./limits.ts";
import { decodeEnd, decodeJob, encodeEnd, encodeJob } from "./protocol.ts";
import { callOf, programOf, word } from "./testing.ts";

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const changes = fc.array(fc.tuple(text, fc.option(text)), { maxLength: 20 });

const jobOf = (given: readonly (readonly [string, string | null])[]) => ({
  ...{ id: 1, contract: word(2), program: programOf("é"), call: callOf("query"), limits: defaultLimits },
  sync: { full: true, changes: given },
  forget: [word(3)],
});

it("a job and its end come out as they went in, whatever the state's texts are (property)", () => {
  fc.assert(
    fc.property(changes, (given) => {
      const job = jobOf(given);
      expect(decodeJob(encodeJob(job))).toEqual(job);
      const done = {
        id: 1,
        leg: {
          ok: true,
          result: '"é"',
          writes: given,
          effects: [{ type: "Pay", to: `0x${"11".repeat(32)}`, amount: "5" }],
          gas: 5,
          logs: ["\u0001"],
        },
      } as const;
      expect(decodeEnd(encodeEnd(done))).toEqual(done);
      const failed = { id: 1, leg: { ok: false, error: { code: "c", message: "é" }, gas: 5, logs: [] } } as const;
      expect(decodeEnd(encodeEnd(failed))).toEqual(failed);
    }),
  );
});

it("a state takes the room of its bytes, also where JSON would need six for one", () => {
  const value = "\u0001".repeat(65_536);
  const empty = encodeJob(jobOf([])).length;
  expect(encodeJob(jobOf([["k", value]])).length - empty).toBeLessThan(value.length + 100);
});
