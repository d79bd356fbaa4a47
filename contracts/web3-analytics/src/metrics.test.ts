import fc from "fast-check";
import { expect, test } from "vitest";
import { measure, seenIn } from "./metrics.ts";
import type { Question, Visitor } from "./state.ts";

const hours = {
  views: 48,
  visitors: 48,
  devices: 48,
  visit: 48,
  online: 1,
  hourly: 24,
  daily: 168,
  weekly: 672,
} as const;
const begin = 28_000_000;
const question = (metric: Question["metric"]): Question => ({
  ...{ metric, purpose: "statistics", from: begin / 60, hours: hours[metric], page: undefined, epsilon: 1_000 },
});

const visitor = (metric: Question["metric"]): fc.Arbitrary<Visitor> =>
  fc.record({
    seq: fc.constant(1),
    device: fc.constantFrom("desktop" as const, "mobile" as const, "tablet" as const, "other" as const),
    consents: fc.constant([{ purpose: "statistics", until: begin + 10_000_000 }]),
    views: fc.array(
      fc.record({
        minute: fc.integer({ min: begin - 30, max: begin + hours[metric] * 60 + 30 }),
        page: fc.constantFrom("/", "/shop"),
      }),
      { maxLength: 60 },
    ),
  });

const after = begin + 1_000_000;

test.each(Object.keys(hours) as Question["metric"][])(
  "%s: one visitor more changes no value by more than is said",
  (metric) => {
    fc.assert(
      fc.property(fc.array(visitor(metric), { maxLength: 8 }), visitor(metric), (others, one) => {
        const asked = question(metric);
        const count = (all: Visitor[]) => measure(asked, seenIn(asked, all, after));
        const [without, withOne] = [count(others), count([...others, one])];
        const changes = withOne.values.map((value, i) => value - (without.values[i] ?? 0));
        const most = withOne.most[0] as number;
        // What noise of this scale hides: the sum over all values, where each has all of epsilon.
        const hidden =
          metric === "visit"
            ? changes.map((change, i) => (2 * change) / (withOne.most[i] as number))
            : changes.map((change) => change / most);
        expect(Math.max(...hidden)).toBeLessThanOrEqual(1);
        if (metric !== "visit") expect(hidden.reduce((total, change) => total + change, 0)).toBeLessThanOrEqual(1);
        expect(Math.min(...changes)).toBeGreaterThanOrEqual(0);
      }),
    );
  },
);

test("counts are those of a plain count", () => {
  const minutes = (device: Visitor["device"], ...at: number[]): Visitor => ({
    ...{ seq: 1, device, consents: [{ purpose: "statistics", until: after + 1 }] },
    views: at.map((minute) => ({ minute: begin + minute, page: minute % 2 === 0 ? "/" : "/shop" })),
  });
  const all = [
    minutes("desktop", 0, 5, 12, 90),
    minutes("mobile", 59, 60),
    minutes("mobile", 7),
    minutes("tablet", -1),
  ];
  const values = (asked: Question) => measure(asked, seenIn(asked, all, after)).values;
  expect(values(question("visitors"))).toEqual([3]);
  expect(values(question("views"))).toEqual([7]);
  expect(values({ ...question("views"), page: "/shop" })).toEqual([3]);
  expect(values(question("devices"))).toEqual([1, 2, 0, 0]);
  expect(values(question("visit"))).toEqual([13, 4]);
  expect(values(question("hourly")).slice(0, 3)).toEqual([3, 2, 0]);
  const online = values(question("online"));
  expect(online.flatMap((count, minute) => (count > 0 ? [minute] : []))).toEqual([0, 5, 7, 12, 59]);
});

test("who agreed to nothing, to something else, or until before, is not counted", () => {
  const asked = question("visitors");
  const views = [{ minute: begin, page: "/" }];
  const of = (consents: Visitor["consents"]): Visitor => ({ seq: 1, device: "other", consents, views });
  const all = [of([]), of([{ purpose: "ads", until: after + 9 }]), of([{ purpose: "statistics", until: after }])];
  expect(seenIn(asked, all, after)).toEqual([]);
});
