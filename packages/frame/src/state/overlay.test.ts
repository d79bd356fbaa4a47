import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Overlay } from "./overlay.ts";
import { NotLoaded, viewOf } from "./view.ts";

const [a, b]: readonly [Hex, Hex] = ["0x0a", "0x0b"];
const bytes = (value: number) => Uint8Array.of(value);

describe("overlay", () => {
  it("reads what was written last, and the view below where nothing was", () => {
    const overlay = new Overlay(viewOf(new Map([[a, bytes(1)]])));
    overlay.put(b, bytes(2));
    expect([overlay.get(a), overlay.get(b)]).toEqual([bytes(1), bytes(2)]);
    overlay.put(a, undefined);
    expect(overlay.get(a)).toBeUndefined();
    expect([...overlay.changes()]).toEqual([
      [b, bytes(2)],
      [a, undefined],
    ]);
  });

  it("remembers which keys came from below", () => {
    const overlay = new Overlay(viewOf(new Map()));
    overlay.put(a, bytes(1));
    overlay.get(a);
    overlay.get(b);
    expect([...overlay.reads]).toEqual([b]);
  });

  it("forgets what a transaction wrote when it throws, and only that", () => {
    const overlay = new Overlay(viewOf(new Map()));
    overlay.transaction(() => {
      overlay.put(a, bytes(1));
      expect(() =>
        overlay.transaction(() => {
          overlay.put(a, bytes(2));
          overlay.put(b, bytes(2));
          throw new NotLoaded([b]);
        }),
      ).toThrow(NotLoaded);
      expect([overlay.get(a), overlay.get(b)]).toEqual([bytes(1), undefined]);
    });
    expect(overlay.changes()).toEqual(new Map([[a, bytes(1)]]));
  });

  it("equals writing directly, without what failed (property)", () => {
    const write = fc.record({ key: fc.constantFrom<Hex>("0x01", "0x02", "0x03"), value: fc.option(fc.nat(255)) });
    type Step = { writes: { key: Hex; value: number | null }[]; inner: Step[]; fails: boolean };
    const stepOf = (depth: number): fc.Arbitrary<Step> =>
      fc.record({
        writes: fc.array(write, { maxLength: 3 }),
        inner: depth === 0 ? fc.constant([]) : fc.array(stepOf(depth - 1), { maxLength: 2 }),
        fails: fc.boolean(),
      });
    const run = (overlay: Overlay, { writes, inner, fails }: Step): void => {
      try {
        overlay.transaction(() => {
          for (const { key, value } of writes) overlay.put(key, value === null ? undefined : bytes(value));
          for (const nested of inner) run(overlay, nested);
          if (fails) throw new NotLoaded([]);
        });
      } catch (error) {
        expect(error).toBeInstanceOf(NotLoaded);
      }
    };
    const expected = (state: Map<Hex, Uint8Array | undefined>, { writes, inner, fails }: Step) => {
      if (fails) return;
      for (const { key, value } of writes) state.set(key, value === null ? undefined : bytes(value));
      for (const nested of inner) expected(state, nested);
    };
    fc.assert(
      fc.property(stepOf(4), (root) => {
        const overlay = new Overlay(viewOf(new Map()));
        run(overlay, root);
        const direct = new Map<Hex, Uint8Array | undefined>();
        expected(direct, root);
        expect(overlay.changes()).toEqual(direct);
      }),
    );
  });
});
