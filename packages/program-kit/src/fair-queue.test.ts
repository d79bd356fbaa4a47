import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairQueue, type Step } from "./fair-queue.ts";

const most = 1_000;
const flow = (...names: readonly string[]): Step[] => names.map((name) => ({ name, most }));
const names = ["a", "b", "c", "d", "e"];
const cost = fc.integer({ min: 1, max: 50 });

/** A queue of one server, and a fill of `jobs` jobs of each flow. */
function filled(paths: readonly (readonly Step[])[], jobs: number): FairQueue<readonly Step[]> {
  const queue = new FairQueue<readonly Step[]>({ servers: 1, most: 100_000, long: 1_000 });
  for (const path of paths) for (let i = 0; i < jobs; i++) expect(queue.offer(path, path)).toBeUndefined();
  return queue;
}

describe("flows that have jobs (property)", () => {
  it("are served equally within one job of the largest size, whatever each job costs", () =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.array(cost, { minLength: 1, maxLength: 200 }), (count, costs) => {
        const paths = names.slice(0, count).map((name) => flow(name));
        const queue = filled(paths, costs.length);
        const service = new Map(paths.map((path) => [path, 0]));
        const largest = Math.max(...costs);
        for (const each of costs) {
          const turn = queue.take();
          const path = turn?.job as Step[];
          service.set(path, (service.get(path) ?? 0) + each);
          turn?.end(each);
          const all = [...service.values()];
          expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(largest);
        }
      }),
    ));

  it("share by weights, at each level what their parent gets", () => {
    const heavy = { name: "heavy", most, weight: 3 };
    const paths = [[heavy, ...flow("x")], [heavy, ...flow("y")], flow("light", "z")];
    const queue = filled(paths, 100);
    const turns = Array.from({ length: 80 }, () => {
      const turn = queue.take();
      turn?.end(1);
      return turn?.job;
    });
    const shares = paths.map((path) => turns.filter((job) => job === path).length);
    for (const [i, share] of [30, 30, 20].entries()) expect(Math.abs((shares[i] ?? 0) - share)).toBeLessThanOrEqual(2);
  });

  it("are owed nothing for the time in which they had none", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 }), cost, (count, before, each) => {
        const paths = names.slice(0, count).map((name) => flow(name));
        const queue = filled(paths, before + 20);
        for (let i = 0; i < before; i++) queue.take()?.end(each);
        const late = flow("late");
        for (let i = 0; i < 20; i++) queue.offer(late, late);
        const turns = Array.from({ length: 4 * (count + 1) }, () => {
          const turn = queue.take();
          turn?.end(each);
          return turn?.job;
        });
        expect(turns.filter((job) => job === late).length).toBeLessThanOrEqual(5);
      }),
    ));

  it("let one that comes in be served after at most one job of each", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(cost, { maxLength: 100 }), (count, costs) => {
        const paths = names.slice(0, count).map((name) => flow(name));
        const queue = filled(paths, costs.length + 10);
        for (const each of costs) queue.take()?.end(each);
        const late = flow("late");
        queue.offer(late, late);
        let before = 0;
        for (let turn = queue.take(); turn && turn.job !== late; turn = queue.take()) {
          before++;
          turn.end(1);
        }
        expect(before).toBeLessThanOrEqual(count);
      }),
    ));
});

it("takes out what was let in, once each, in the order of its flow (property)", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.oneof(fc.constantFrom(...names), fc.integer({ min: 0, max: 9 })), { maxLength: 300 }),
      (servers, steps) => {
        const queue = new FairQueue<{ readonly name: string; readonly id: number }>({ servers, most: 12, long: 5 });
        const waiting: { name: string; id: number }[] = [];
        const served: ((cost: number) => void)[] = [];
        for (const [id, step] of steps.entries()) {
          if (typeof step === "string") {
            const path = [
              { name: step < "c" ? "x" : "y", most: 8 },
              { name: step, most: 5, modest: step === "a" },
            ];
            const job = { name: step, id };
            waiting.push(job);
            const gone = queue.offer(path, job);
            if (gone) waiting.splice(waiting.indexOf(gone), 1);
          } else if (step < 6) {
            const turn = queue.take();
            if (!turn) continue;
            expect(turn.job).toBe(waiting.find(({ name }) => name === turn.job.name));
            waiting.splice(waiting.indexOf(turn.job), 1);
            served.push(turn.end);
          } else served.shift()?.(step);
          expect(queue.waiting).toBe(waiting.length);
          expect(served.length).toBeLessThanOrEqual(servers);
          expect(queue.waiting).toBeLessThanOrEqual(12);
        }
        while (waiting.length > 0) {
          for (const end of served.splice(0)) end(1);
          const turn = queue.take();
          expect(turn).toBeDefined();
          served.push(turn?.end as (cost: number) => void);
          waiting.splice(waiting.indexOf(turn?.job as never), 1);
        }
        for (const end of served) end(1);
        expect(queue.take()).toBeUndefined();
      },
    ),
  ));

it("has no room for more of a flow, or of what it lies in, than may wait there", () => {
  const queue = new FairQueue<string>({ servers: 1, most: 100, long: 1 });
  const path = (name: string) => [
    { name: "contract", most: 3 },
    { name, most: 2 },
  ];
  expect(["a", "a", "a", "b", "b"].map((name, i) => queue.offer(path(name), `${name}${i}`))).toEqual([
    ...[undefined, undefined, "a2", undefined, "b4"],
  ]);
});

it("where too many wait, whoever has most there gives way, be it who comes", () => {
  const queue = new FairQueue<string>({ servers: 1, most: 4, long: 1 });
  const offer = (name: string, job: string) => queue.offer(flow("class", name), job);
  for (const i of [1, 2, 3, 4]) expect(offer("greedy", `g${i}`)).toBeUndefined();
  expect(offer("greedy", "g5")).toBe("g5");
  expect(offer("other", "o1")).toBe("g4");
  expect(offer("third", "t1")).toBe("g3");
  expect(queue.waiting).toBe(4);
  const [narrow, wide] = [
    new FairQueue<string>({ servers: 1, most: 9, long: 1 }),
    [
      { name: "elsewhere", most: 9 },
      { name: "x", most: 9 },
    ],
  ];
  const within = (name: string) => [
    { name: "class", most: 2 },
    { name, most: 9 },
  ];
  for (const i of [1, 2, 3]) narrow.offer(wide, `w${i}`);
  for (const i of [1, 2]) narrow.offer(within("greedy"), `g${i}`);
  expect(narrow.offer(within("other"), "o1")).toBe("g2");
});

it("leaves the last server free of modest flows whose jobs take long", () => {
  const queue = new FairQueue<string>({ servers: 2, most: 100, long: 10 });
  const modest = [{ name: "modest", most, modest: true }];
  for (const i of [1, 2, 3, 4]) queue.offer(modest, `m${i}`);
  queue.take()?.end(50);
  const second = queue.take();
  expect(second?.job).toBe("m2");
  expect(queue.take()).toBeUndefined();
  queue.offer(flow("other"), "quick");
  expect(queue.take()?.job).toBe("quick");
  second?.end(1);
  expect(queue.take()?.job).toBe("m3");
});
