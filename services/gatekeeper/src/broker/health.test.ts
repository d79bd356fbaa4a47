import fc from "fast-check";
import { expect, it } from "vitest";
import { Health } from "./health.ts";
import { word } from "./testing.ts";

const a = { identity: word(1) };
const b = { identity: word(2) };
const both = [a, b];
let now = 0;
const makeHealth = () => new Health(() => now);

/** A request to a worker that takes so long. */
function take(health: Health, { identity }: typeof a, ms: number, how: "answered" | "failed"): void {
  const turn = health.begin(identity);
  now += ms;
  health[how](turn);
}

it("prefers the worker that answers sooner, and shares out what is asked at once", () => {
  const health = makeHealth();
  for (let i = 0; i < 20; i++) take(health, a, 40, "answered");
  for (let i = 0; i < 20; i++) take(health, b, 10, "answered");
  const chosen = Array.from({ length: 10 }, () => {
    const worker = health.choose(both) as typeof a;
    health.begin(worker.identity);
    return worker;
  });
  expect(chosen[0]).toBe(b);
  expect(chosen.filter((worker) => worker === a).length).toBeGreaterThanOrEqual(1);
  expect(chosen.filter((worker) => worker === b).length).toBeGreaterThanOrEqual(6);
});

it("forgets that a worker was slow", () => {
  const health = makeHealth();
  for (let i = 0; i < 20; i++) take(health, a, 5_000, "answered");
  take(health, b, 5, "answered");
  health.begin(b.identity);
  expect(health.choose(both)).toBe(b);
  now += 120_000;
  expect(health.choose(both)).toBe(a);
});

it("asks a failed worker last, twice as long each time up to a minute, and at once again when it has answered", () => {
  const health = makeHealth();
  const pauses = Array.from({ length: 10 }, () => {
    take(health, a, 0, "failed");
    const began = now;
    health.begin(b.identity);
    while (health.choose(both) === b) now += 100;
    return now - began;
  });
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  take(health, a, 1, "answered");
  take(health, a, 0, "failed");
  now += 501;
  health.begin(b.identity);
  expect(health.choose(both)).toBe(a);
});

it("chooses somebody whenever there is anybody, whatever happened (property)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom("answered", "failed", "end"), fc.nat(5_000))),
      (story) => {
        const health = makeHealth();
        for (const [isFirst, how, ms] of story) {
          const turn = health.begin((isFirst ? a : b).identity);
          now += ms;
          health[how](turn);
          expect(both).toContain(health.choose(both));
        }
        expect(health.choose([])).toBeUndefined();
      },
    ),
  );
});
