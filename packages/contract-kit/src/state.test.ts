import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommandContext, ReadContext } from "./context.ts";
import { contract } from "./contract.ts";
import { s } from "./schema.ts";
import { map, openState, type Range, type RawState, type StateMap, type StateValue, value } from "./state.ts";

/** The engine's state, without its limits but for those of a range. Keys are in the order of their UTF-8 bytes. */
function rawState(): RawState & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return {
    entries,
    get: (key) => entries.get(key),
    put: (key, text) => void entries.set(key, text),
    delete: (key) => void entries.delete(key),
    range: ({ from = "", to, limit = 100, reverse = false }) => {
      expect(limit).toBeLessThanOrEqual(1_000);
      for (const bound of [from, to ?? ""]) expect(bound).not.toContain("\0");
      const inside = [...entries].filter(([key]) => order(from, key) <= 0 && (to === undefined || order(key, to) < 0));
      inside.sort(([a], [b]) => order(a, b));
      return (reverse ? inside.reverse() : inside).slice(0, limit);
    },
  };
}

const odd = fc.oneof(
  fc.constantFrom(
    "a",
    "a/b",
    "a/",
    "/",
    "~",
    "~0",
    "~1",
    "",
    "a0",
    "a~1b",
    "constructor",
    "__proto__",
    "größe",
    "0",
    "a\u{10000}",
  ),
  fc.string({ unit: fc.constantFrom("a", "/", "~", "0", "1", "é", "\u{ffff}"), maxLength: 4 }),
);

test("no two parts of a state share an entry, whatever they are called (property)", () => {
  const plan = fc.uniqueArray(fc.tuple(odd, fc.boolean(), fc.uniqueArray(odd, { minLength: 1, maxLength: 4 })), {
    selector: ([name]) => name,
    minLength: 2,
    maxLength: 6,
  });
  fc.assert(
    fc.property(plan, (parts) => {
      const shape = Object.fromEntries(
        parts.map(([name, isMap]) => [name, isMap ? map(s.string({ max: 99 })) : value(s.string({ max: 99 }))]),
      );
      const raw = rawState();
      const state = openState(shape as Record<string, never>, raw) as Record<string, unknown>;
      let written = 0;
      for (const [name, isMap, keys] of parts)
        for (const key of isMap ? keys : [undefined]) {
          written++;
          if (key === undefined) (state[name] as StateValue<string>).put(name);
          else (state[name] as StateMap<string>).put(key, `${name} ${key}`);
        }
      expect(raw.entries.size).toBe(written);
      for (const [name, isMap, keys] of parts)
        if (!isMap) expect((state[name] as StateValue<string>).get()).toBe(name);
        else {
          const inMap = (state[name] as StateMap<string>).range();
          expect(new Map(inMap)).toEqual(new Map(keys.map((key) => [key, `${name} ${key}`])));
          expect((state[name] as StateMap<string>).range({ from: "a", to: "a" })).toEqual([]);
        }
    }),
  );
});

test("a range has all entries, or as many as it is told, however many there are", () => {
  const state = openState({ notes: map(s.number()), other: map(s.number()) }, rawState());
  state.other.put("a", 1);
  const keys = Array.from({ length: 2_500 }, (_, i) => String(i).padStart(4, "0"));
  for (const [i, key] of keys.entries()) state.notes.put(key, i);
  const of = (range?: Range) => state.notes.range(range).map(([key]) => key);
  expect(of()).toEqual(keys);
  expect(of({ reverse: true })).toEqual(keys.toReversed());
  for (const limit of [0, 1, 999, 1_000, 1_001, 2_000, 2_500, 9_999]) {
    expect(of({ limit })).toEqual(keys.slice(0, limit));
    expect(of({ limit, reverse: true })).toEqual(keys.toReversed().slice(0, limit));
  }
  expect(of({ from: "0100", to: "2200", limit: 2_050 })).toEqual(keys.slice(100, 2_150));
});

test("a value that does not fit its schema is refused by name, and the state stays readable", () => {
  const raw = rawState();
  const state = openState({ n: value(s.number()), notes: map(s.object({ text: s.string({ max: 3 }) })) }, raw);
  state.n.put(1);
  for (const wrong of [Number.NaN, -1, 1.5, "1", 1n, null, undefined, {}, Number.POSITIVE_INFINITY])
    expect(() => state.n.put(wrong as number)).toThrow(
      expect.objectContaining({ code: "BadWrite", message: expect.stringMatching(/^n: expected an integer/) }),
    );
  expect(state.n.get()).toBe(1);
  const long = { text: "abcd" };
  expect(() => state.notes.put("k", long)).toThrow(
    expect.objectContaining({ code: "BadWrite", message: expect.stringMatching(/^notes\/k\.text: expected a text/) }),
  );
  expect(state.notes.range()).toEqual([]);
});

test("keys are texts: what is none is not taken for one", () => {
  const state = openState({ notes: map(s.number()) }, rawState());
  for (const wrong of [undefined, null, 1, {}, ["a"], 5n, Symbol("s")]) {
    const key = wrong as string;
    const uses = [() => state.notes.put(key, 1), () => state.notes.delete(key), () => state.notes.get(key)];
    for (const use of uses) expect(use).toThrow(expect.objectContaining({ code: "BadKey" }));
  }
  expect(() => state.notes.range({ from: 1 as unknown as string })).toThrow(
    expect.objectContaining({ code: "BadKey" }),
  );
  expect(state.notes.range()).toEqual([]);
});

test("an optional value can be put as undefined, and negative zero is zero", () => {
  const state = openState({ maybe: value(s.optional(s.number({ min: -1 }))) }, rawState());
  state.maybe.put(undefined);
  expect(state.maybe.get()).toBe(undefined);
  state.maybe.put(-0);
  expect(state.maybe.get()).toBe(0);
});

test("the state of a query is read-only by its type; what serves queries serves commands", () => {
  const state = { n: value(s.number()), notes: map(s.number()) };
  const sum = (ctx: ReadContext<typeof state>): number =>
    ctx.state.notes.range().reduce((all, [, note]) => all + note, ctx.state.n.get() ?? 0);
  const spoil = (ctx: ReadContext<typeof state>): void => {
    // @ts-expect-error a query cannot put
    ctx.state.n.put(1);
    // @ts-expect-error nor delete
    ctx.state.n.delete();
    // @ts-expect-error nor put into a map
    ctx.state.notes.put("a", 1);
    // @ts-expect-error nor delete from it
    ctx.state.notes.delete("a");
  };
  const add = (ctx: CommandContext<typeof state>): number => {
    ctx.state.n.put(sum(ctx));
    // @ts-expect-error a text is no number
    ctx.state.notes.put("a", "1");
    return sum(ctx);
  };
  const { abi } = contract({
    state,
    commands: { add: { input: s.nothing(), output: s.number(), run: add } },
    queries: {
      sum: { input: s.nothing(), output: s.number(), run: sum },
      spoil: {
        input: s.nothing(),
        output: s.nothing(),
        run: (ctx) => {
          spoil(ctx);
          return null;
        },
      },
    },
  });
  expect(Object.keys(abi.queries)).toEqual(["sum", "spoil"]);
});
