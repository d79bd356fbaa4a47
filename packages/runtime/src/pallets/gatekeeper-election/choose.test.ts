import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseSeats } from "./choose.ts";

const id = (name: number | string): Hex => `0x${name}`;
const ids = (names: string): Hex[] => [...names].map(id);
const names = (all: readonly Hex[]) => all.map((each) => each.slice(2)).join("");

it.each([
  ["who has more behind it takes the seat of who has least", "abc", "dabc", 3, "d", "c"],
  ["one seat of three changes", "abc", "defabc", 3, "d", "c"],
  ["two of six", "abcdef", "ghijklabcdef", 6, "gh", "fe"],
  ["who is no candidate goes first", "abc", "cd", 3, "d", "a"],
  ["nobody goes for nobody", "abc", "ab", 3, "", ""],
  ["a seat that is free is taken first", "abc", "dabc", 4, "d", ""],
  ["one at a time, of few", "abc", "defgabc", 7, "d", ""],
  ["where there are two, a third joins", "ab", "cd", 3, "c", ""],
  ["where there are two of two, nobody can be replaced", "ab", "cd", 2, "", ""],
  ["who is too many goes", "abcde", "abc", 3, "", "d"],
  ["who is too many and has least behind it goes", "abcde", "edcba", 3, "", "a"],
  ["nothing changes where nothing is to", "abc", "cbad", 3, "", ""],
])("%s", (_, members, candidates, seats, joining, leaving) => {
  const change = chooseSeats(ids(members), ids(candidates), seats);
  expect([names(change.joining), names(change.leaving)]).toEqual([joining, leaving]);
});

const committee = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 16 });
const list = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 41 });

it("changes a third of the seats at most, and comes to the first candidates in the end (property)", () => {
  fc.assert(
    fc.property(committee, list, fc.integer({ min: 3, max: 16 }), (before, candidates, seats) => {
      const ranked = candidates.map(id);
      let members = before.map(id);
      for (let era = 0; era < 60; era++) {
        const { joining, leaving } = chooseSeats(members, ranked, seats);
        const kept = members.filter((each) => !leaving.includes(each));
        const after = [...kept, ...joining];
        expect(3 * leaving.length).toBeLessThanOrEqual(members.length);
        expect(3 * joining.length).toBeLessThanOrEqual(after.length);
        expect(new Set(after).size).toBe(after.length);
        expect(after.length).toBeGreaterThanOrEqual(Math.min(members.length, seats));
        expect(after.length).toBeLessThanOrEqual(Math.max(members.length, seats));
        members = after;
      }
      const wanted = ranked.slice(0, seats);
      for (const each of wanted) expect(members).toContain(each);
      expect(chooseSeats(members, ranked, seats)).toEqual({ joining: [], leaving: [] });
    }),
  );
});
