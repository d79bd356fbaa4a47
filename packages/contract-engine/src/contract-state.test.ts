import { utf8 } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Change } from "./call.ts";
import { ContractState, type StateSnapshot } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { StateMirror } from "./mirror.ts";
import { word } from "./testing.ts";

const change = fc.tuple(fc.constantFrom("a", "bc", "dé"), fc.option(fc.string({ unit: "binary", maxLength: 20 })));
const changes = fc.array(change);

/** What a text and an entry cost, told apart from the code that counts. */
const costOf = (entries: ReadonlyMap<string, string>): number =>
  [...entries].reduce((sum, entry) => sum + 1_024 + utf8(entry.join("")).length, 0);

it("knows what it costs, whatever is written, overwritten and removed, as does a thread's copy (property)", () => {
  fc.assert(
    fc.property(changes, (given: Change[]) => {
      const state = new ContractState(word(1));
      const mirror = new StateMirror();
      const entries = new Map<string, string>();
      for (const [key, value] of given) {
        state.commit([[key, value]]);
        mirror.apply([[key, value]]);
        if (value === null) entries.delete(key);
        else entries.set(key, value);
      }
      expect(state.bytes).toBe(costOf(entries));
      expect(mirror.bytes).toBe(costOf(entries));
    }),
  );
});

/** The state that a thread without the contract is told. */
const told = (snapshot: StateSnapshot): ReadonlyMap<string, string | null> => {
  const entries = new Map(snapshot.sync(undefined).changes);
  for (const [key, value] of entries) if (value === null) entries.delete(key);
  return entries;
};

it("keeps no more of what it was than it may cost, and tells who asks for older that it has moved on (property)", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const state = new ContractState(word(1), { mostBytes: 8_192 });
      const seen = [{ snapshot: state.snapshot(), value: undefined as string | undefined }];
      for (const length of lengths) {
        const value = "é".repeat(length);
        state.commit([["k", value]]);
        seen.push({ snapshot: state.snapshot(), value });
      }
      const known = seen.filter(({ snapshot, value }) => {
        try {
          expect(told(snapshot).get("k")).toBe(value);
          return true;
        } catch (error) {
          if (!errors.StateMovedOn.is(error)) throw error;
          return false;
        }
      });
      // The newest are known without a gap, and what was overwritten since the oldest of them is no more than allowed.
      expect(known).toEqual(seen.slice(-known.length));
      const overwritten = known.slice(0, -1).map(({ value }) => utf8(value ?? "").length);
      expect(overwritten.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(8_192);
    }),
  );
});
