import fc from "fast-check";
import { expect, it } from "vitest";
import { LastHour, type Slot } from "./last-hour.ts";

interface Count extends Slot {
  readonly count: number;
}

const slots = (hour: LastHour<Count>, count: number) => hour.newest(count).slots.map(({ slot }) => slot);

it("has the slots of a window, oldest first, without those in which nothing ran", () => {
  const hour = new LastHour<Count>();
  for (const slot of [100, 101, 105, 110]) hour.add({ slot, count: slot });
  expect(slots(hour, 360)).toEqual([100, 101, 105, 110]);
  expect(slots(hour, 6)).toEqual([105, 110]);
  expect(hour.newest(360)).toBe(hour.newest(360));
});

it("keeps an hour and no more, whatever is left out or told twice (property)", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }), (steps) => {
      const hour = new LastHour<Count>();
      let last = 1_000;
      for (const step of steps) {
        last += step;
        hour.add({ slot: last, count: step });
      }
      const kept = slots(hour, 360);
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      for (const slot of kept) expect(slot).toBeGreaterThan(last - 360);
    }),
  );
});

it("tells followers each slot once, behind the one that they have, until they leave", async () => {
  const hour = new LastHour<Count>();
  for (const slot of [1, 2, 3]) hour.add({ slot, count: slot });
  const leave = new AbortController();
  const entries = hour.follow({ signal: leave.signal, after: 1 });
  const next = async () => (await entries.next()).value?.id;
  expect([await next(), await next()]).toEqual([2, 3]);
  const later = next();
  hour.add({ slot: 4, count: 4 });
  expect(await later).toBe(4);
  const end = entries.next();
  leave.abort();
  expect((await end).done).toBe(true);
});

it("tells who has nothing what comes from now on", async () => {
  const hour = new LastHour<Count>();
  hour.add({ slot: 1, count: 1 });
  const first = hour.follow({ signal: new AbortController().signal, after: undefined }).next();
  hour.add({ slot: 2, count: 2 });
  expect((await first).value).toEqual({ id: 2, entry: { slot: 2, count: 2 } });
});
