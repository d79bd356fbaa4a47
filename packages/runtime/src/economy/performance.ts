import { type Fixed, fixedFrom, fixedOf, one, over, root, times } from "./fixed.ts";
import { confidenceOf } from "./value.ts";

/** Work by the time it took: units and milliseconds between two answers. */
export interface Work {
  readonly iterations: bigint;
  readonly elapsedMs: bigint;
}

/** Units of work in six seconds: P is counted by them. */
const unitSeconds = 6n;

/** P of now: units in six seconds, at most a fifth above P of the benchmark. */
export function presentP({ iterations, elapsedMs }: Work, pBench: Fixed): Fixed {
  const seconds = fixedOf(elapsedMs) / 1_000n;
  const measured = over(fixedOf(iterations), seconds) * unitSeconds;
  const most = times(pBench, fixedFrom("1.2"));
  return measured < most ? measured : most;
}

/** What a worker has of every payment, against the sum of all workers': `√(V² + (2 · p · confidence)²)`. */
export function shareOf(v: Fixed, p: Fixed, level: number): Fixed {
  const work = times(times(2n * one, p), confidenceOf(level));
  return root(times(v, v) + times(work, work));
}
