import { utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "./call.ts";
import { errors } from "./errors.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { StateMirror } from "./mirror.ts";
import { StateOverlay } from "./overlay.ts";
import { compareText } from "./text.ts";

const keys = ["a", "b", "bc", "dé", "\u{ffff}", "\u{10000}"];
const key = fc.constantFrom(...keys);
const write = fc.tuple(key, fc.option(fc.string({ unit: "binary", maxLength: 20 }), { nil: undefined }));

function mirrorOf(entries: Readonly<Record<string, string>>): StateMirror {
  const mirror = new StateMirror();
  mirror.apply(Object.entries(entries));
  return mirror;
}

const costOf = (entries: ReadonlyMap<string, string>) =>
  [...entries].reduce((sum, entry) => sum + 1_024 + utf8(entry.join("")).length, 0);

describe("a call's view of the state", () => {
  it("is that of a map: values, ranges, changes, room (property)", () => {
    const entries = fc.dictionary(key, fc.string({ unit: "binary", maxLength: 20 }));
    const query = fc.record({
      from: key,
      to: fc.option(key, { nil: undefined }),
      limit: fc.nat(4),
      reverse: fc.boolean(),
    });
    fc.assert(
      fc.property(
        entries,
        fc.array(write),
        query,
        fc.integer({ min: 3_000, max: 6_000 }),
        (base, writes, range, room) => {
          const before = new Map(Object.entries(base));
          const model = new Map(before);
          const overlay = new StateOverlay(mirrorOf(base), { ...defaultLimits, stateBytes: room });
          for (const [name, value] of writes) {
            if (value === undefined) model.delete(name);
            else model.set(name, value);
            if (costOf(model) > room) {
              expect(() => overlay.write(name, value)).toThrow(expect.toSatisfy(errors.StateFull.is));
              return;
            }
            overlay.write(name, value);
          }
          const sorted = [...model].sort(([a], [b]) => compareText(a, b));
          const { from, to, limit, reverse } = range;
          const inside = sorted.filter(
            ([name]) => compareText(name, from) >= 0 && (to === undefined || compareText(name, to) < 0),
          );
          expect([...overlay.range(range)]).toEqual((reverse ? inside.reverse() : inside).slice(0, limit));
          expect(keys.map((name) => overlay.get(name))).toEqual(keys.map((name) => model.get(name)));
          const changed = keys.filter((name) => before.get(name) !== model.get(name)).sort(compareText);
          expect(overlay.changes()).toEqual(changed.map((name): Change => [name, model.get(name) ?? null]));
        },
      ),
    );
  });

  it("shows in a range what was written and removed since the last one", () => {
    const overlay = new StateOverlay(mirrorOf({ b: "0" }), defaultLimits);
    const all = () => [...overlay.range({ from: "", to: undefined, limit: 9, reverse: false })].map(([name]) => name);
    expect(all()).toEqual(["b"]);
    overlay.write("a", "1");
    expect(all()).toEqual(["a", "b"]);
    overlay.write("c", "2");
    overlay.write("b", undefined);
    expect(all()).toEqual(["a", "c"]);
  });

  it.each<[what: string, limits: Partial<Limits>, error: { is(error: unknown): boolean }, last: Change, over: Change]>([
    ["a key", { keyBytes: 4 }, errors.BadStateKey, ["éé", ""], ["ééa", ""]],
    ["a value", { valueBytes: 4 }, errors.StateValueTooLarge, ["k", "éé"], ["k", "ééa"]],
    ["writes", { writes: 1 }, errors.TooManyWrites, ["k", "v"], ["l", null]],
    ["the whole state", { stateBytes: 1_028 }, errors.StateFull, ["k", "abc"], ["k", "abcd"]],
  ])("takes %s up to the limit, and nothing more", (_, limits, error, [key, value], [longer, more]) => {
    const overlay = new StateOverlay(new StateMirror(), { ...defaultLimits, ...limits });
    for (let again = 0; again < 2; again++) overlay.write(key, value ?? undefined);
    expect(() => overlay.write(longer, more ?? undefined)).toThrow(expect.toSatisfy(error.is));
  });

  it("has no entry without a name", () => {
    const overlay = new StateOverlay(new StateMirror(), defaultLimits);
    expect(() => overlay.write("", "x")).toThrow(expect.toSatisfy(errors.BadStateKey.is));
  });
});
