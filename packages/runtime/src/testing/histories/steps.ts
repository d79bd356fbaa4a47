import fc from "fast-check";
import { acts, endings } from "./acts.ts";
import type { Act } from "./world.ts";

const blocks = fc.integer({ min: 1, max: 6 });
const act = fc.oneof(...acts.map((ofPallet) => fc.oneof(...ofPallet)));
const ending = fc.oneof(...endings);

/** What comes next in a history: somebody does something, or so many blocks pass. */
export const step: fc.Arbitrary<number | Act> = fc.oneof(
  { weight: 2, arbitrary: blocks },
  { weight: 14, arbitrary: act },
  { weight: 1, arbitrary: ending },
);

/** The history that a number stands for, so many steps of it. */
export const stepsOf = (seed: number, count: number): readonly (number | Act)[] =>
  fc.sample(step, { seed, numRuns: count });
