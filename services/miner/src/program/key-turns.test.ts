import { expect, it } from "vitest";
import { type Keyless, KeyTurns } from "./key-turns.ts";
import { word } from "./testing.ts";

/** The n-th contract of a deployer, as bytes of their ids. */
const made = (deployer: number, n: number): Keyless => ({
  deployer: word(deployer),
  contract: word(16 * deployer + n),
});
const none = (asked: readonly Keyless[]) => asked.map(() => false);

it("takes each deployer's first contract, then each one's second, at most sixteen", () => {
  const many = Array.from({ length: 15 }, (_, n) => made(1, n));
  const turns = new KeyTurns();
  const next = turns.next([...many, made(2, 0), made(2, 1), made(3, 0)]);
  expect(next.slice(0, 5)).toEqual([made(1, 0), made(2, 0), made(3, 0), made(1, 1), made(2, 1)]);
  expect(next).toHaveLength(16);
});

it("takes last what was refused, and nothing twice that got its keys", () => {
  const turns = new KeyTurns();
  const [refused, got, later] = [made(1, 0), made(1, 1), made(1, 2)];
  expect(turns.note([refused, got], [false, true])).toBe(true);
  expect(turns.next([refused, later])).toEqual([later, refused]);
});

it("lets what was refused rest ever longer while nothing is to be had, and takes new contracts meanwhile", () => {
  const turns = new KeyTurns();
  const [old, fresh] = [made(1, 0), made(2, 0)];
  const rests: number[] = [];
  for (let rest = 0; rests.length < 9; rest++) {
    const next = turns.next([old]);
    if (next.length === 0) continue;
    rests.push(rest);
    expect(turns.note(next, none(next))).toBe(false);
    rest = -1;
  }
  expect(rests).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 32]);
  expect(turns.next([old, fresh])).toEqual([fresh]);
  expect(turns.note([fresh], [true])).toBe(true);
});
