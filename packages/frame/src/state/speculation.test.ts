import { type Hex, toHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { Overlay } from "./overlay.ts";
import { readTogether, Speculation } from "./speculation.ts";
import { NotLoaded, type StateView } from "./view.ts";

const key = (n: number): Hex => toHex(Uint8Array.of(n >> 8, n));

/** A state in which nothing is loaded until it was asked for. */
function setup(state: ReadonlyMap<Hex, Uint8Array> = new Map()) {
  const loaded = new Map<Hex, Uint8Array | undefined>();
  const view: StateView = {
    get(at) {
      if (!loaded.has(at)) throw new NotLoaded([at]);
      return loaded.get(at);
    },
  };
  let loads = 0;
  const retry = <T>(work: () => T): T => {
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof NotLoaded)) throw error;
        loads++;
        for (const at of error.keys) loaded.set(at, state.get(at));
      }
    }
  };
  return { view, retry, loads: () => loads };
}

describe("speculation", () => {
  it("finds all keys that do not depend on each other in one pass", () => {
    const { view, retry, loads } = setup(new Map([[key(0), Uint8Array.of(9)]]));
    const read = (state: StateView) => {
      const first = state.get(key(0));
      const others = Array.from({ length: 100 }, (_, i) => state.get(key(i + 1)));
      return [first?.[0], first && state.get(key(500 + (first[0] as number))), others.length];
    };
    expect(retry(() => readTogether(view, read))).toEqual([9, undefined, 100]);
    expect(loads()).toBe(2);
  });

  it("lets an error through only when nothing was missing", () => {
    const { view, retry, loads } = setup();
    const read = (state: StateView) => {
      if (state.get(key(0)) === undefined) throw new RangeError("absent");
    };
    expect(() => retry(() => readTogether(view, read))).toThrow(RangeError);
    expect(loads()).toBe(1);
  });

  it("ends a pass that goes on for ever because of what it lacks", () => {
    const { view } = setup();
    const endless = (state: StateView) => {
      for (let i = 0; ; i++) if (state.get(key(i))) return;
    };
    expect(() => readTogether(view, endless)).toThrow(expect.objectContaining({ keys: expect.any(Array) }));
    try {
      readTogether(view, endless);
    } catch (error) {
      expect((error as NotLoaded).keys).toHaveLength(4_096);
    }
  });

  it("knows of one around it that something was missing", () => {
    const { view } = setup();
    const outer = new Speculation(view);
    const inner = new Speculation(outer);
    expect(() =>
      outer.run(() => {
        expect(inner.isSpeculative).toBe(false);
        inner.get(key(1));
        expect(inner.isSpeculative).toBe(true);
      }),
    ).toThrow(NotLoaded);
  });
});

it("forgets what a step read when it comes to nothing", () => {
  const overlay = new Overlay({ get: () => undefined });
  overlay.attempt(() => overlay.get(key(1)));
  const fails = () =>
    overlay.attempt(() => {
      overlay.get(key(1));
      overlay.get(key(2));
      throw new RangeError();
    });
  expect(fails).toThrow(RangeError);
  overlay.get(key(3));
  expect([...overlay.reads]).toEqual([key(1), key(3)]);
});
