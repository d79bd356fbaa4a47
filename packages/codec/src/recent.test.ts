import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Recent } from "./recent.ts";

describe("Recent", () => {
  it("keeps what is used again and again while others come and go", () => {
    const cache = new Recent<number, string>(3);
    cache.set(0, "kept");
    for (let other = 1; other < 50; other++) {
      cache.set(other, "passing");
      expect(cache.get(0)).toBe("kept");
    }
    expect(cache.get(1)).toBeUndefined();
  });

  it("knows the newest entries, answers with what was set last, and never grows beyond twice its size (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(20), { maxLength: 100 }), (max, keys) => {
        const cache = new Recent<number, number>(max);
        for (const [at, key] of keys.entries()) {
          cache.set(key, at);
          for (const newest of keys.slice(Math.max(0, at + 1 - max), at + 1))
            expect(cache.get(newest)).toBe(keys.lastIndexOf(newest, at));
        }
        let known = 0;
        for (let any = 0; any <= 20; any++) if (cache.get(any) !== undefined) known++;
        expect(known).toBeLessThanOrEqual(2 * max);
      }),
    );
  });
});
