import { type Size, workAmong } from "./crowd.ts";

/** What something takes among few and among many, in microseconds: the middle of many times. */
export interface Cost {
  readonly name: string;
  readonly few: number;
  readonly many: number;
}

/** Times taken in turns, so that whatever else the machine does is in both. */
export function compare(few: Size, many: Size, times: number, nowMs: () => number): Cost[] {
  const [small, large] = [workAmong(few), workAmong(many)];
  return small.map((one, i) => {
    const other = large[i] as typeof one;
    const taken: readonly [number[], number[]] = [[], []];
    for (let turn = 0; turn < times; turn++)
      for (const [at, { run, units }] of [one, other].entries()) {
        const begun = nowMs();
        run();
        taken[at]?.push(((nowMs() - begun) * 1_000) / units);
      }
    const [a = 0, b = 0] = taken.map(middle);
    return { name: one.name, few: a, many: b };
  });
}

const middle = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;
