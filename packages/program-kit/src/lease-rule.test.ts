import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heard, leftMs, maxWords, type Word } from "./lease-rule.ts";

const leaseMs = 60_000;
const word: Word = { askedAtMs: 1_000, height: 10 };
const left = (words: readonly Word[], number: number, nowMs: number) => leftMs(words, { number, nowMs, leaseMs });

describe("the lease rule", () => {
  it("leases whoever is at the height that validators tell or above, from when it asked", () => {
    expect(left([word], 10, 1_000)).toBe(60_000);
    expect(left([word], 11, 31_000)).toBe(30_000);
    expect(left([word], 10, 60_999)).toBe(1);
  });

  it("leases nobody below that height, later than a lease after asking, or without a word", () => {
    expect(left([word], 9, 1_000)).toBe(0);
    expect(left([word], 10, 61_000)).toBe(0);
    expect(left([], 10, 1_000)).toBe(0);
  });

  it("goes by an older word until the newer one's height is reached", () => {
    const words = heard([word], { askedAtMs: 31_000, height: 20 });
    expect(left(words, 15, 31_000)).toBe(30_000);
    expect(left(words, 20, 31_000)).toBe(60_000);
  });

  it("keeps the newest words alone", () => {
    const words = [1, 2, 3, 4, 5].reduce<readonly Word[]>(
      (kept, n) => heard(kept, { askedAtMs: n * 1_000, height: n }),
      [],
    );
    expect(words.map(({ height }) => height)).toEqual([3, 4, 5]);
    expect(words).toHaveLength(maxWords);
  });
});

/** What a host lets happen: blocks are finalized, time passes, its enclave asks, hears, or is shown blocks. */
type Step =
  | { readonly type: "finalize"; readonly blocks: number }
  | { readonly type: "pass"; readonly ms: number }
  | { readonly type: "ask" }
  | {
      readonly type: "answer";
      readonly question: number;
      readonly who: readonly number[];
      readonly lies: readonly number[];
    }
  | { readonly type: "show"; readonly part: number };

const n = 4;
const f = 1;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant("finalize" as const), blocks: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ type: fc.constant("ask" as const) }),
  fc.record({
    type: fc.constant("answer" as const),
    question: fc.nat({ max: 3 }),
    who: fc.subarray([0, 1, 2, 3], { minLength: n - f }),
    lies: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: f, maxLength: f }),
  }),
  fc.record({ type: fc.constant("show" as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

it("a leased view is no older than a lease, whatever its host holds back, replays or delays, and f validators say (property)", () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let nowMs = 0;
      let chain = 0;
      let view = 0;
      let words: readonly Word[] = [];
      /** How far the chain was, by time. */
      const history = [{ atMs: 0, chain: 0 }];
      const questions: number[] = [];
      for (const next of steps) {
        if (next.type === "pass") nowMs += next.ms;
        if (next.type === "show") view = Math.max(view, Math.floor(next.part * chain));
        if (next.type === "ask") questions.push(nowMs);
        if (next.type === "finalize") {
          chain += next.blocks;
          history.push({ atMs: nowMs, chain });
        }
        const askedAtMs = next.type === "answer" ? questions.at(-1 - next.question) : undefined;
        if (next.type === "answer" && askedAtMs !== undefined) {
          // Validator 0 lies; the honest ones answer when they are asked, or any time later.
          const told = next.who.map((who) => (who < f ? (next.lies[who] as number) : chain));
          const height = told.sort((a, b) => b - a)[f] as number;
          words = heard(words, { askedAtMs, height });
        }
        if (left(words, view, nowMs) === 0) continue;
        const then = history.findLast(({ atMs }) => atMs < nowMs - leaseMs)?.chain ?? 0;
        expect(view, `at ${nowMs} ms`).toBeGreaterThanOrEqual(then);
      }
    }),
    { numRuns: 2_000 },
  ));
