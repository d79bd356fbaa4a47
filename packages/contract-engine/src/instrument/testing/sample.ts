import fc from "fast-check";
import { programs } from "./programs.ts";
import { run } from "./run.ts";

/** What comes of random modules, whole and cut short: for comparison with another V8, or with other flags of it. */
export function sample(seed: number): unknown[] {
  return fc.sample(programs, { numRuns: 60, seed }).flatMap((module) => {
    const whole = run(module, 1e9);
    return [whole, run(module, Math.floor((1e9 - whole.gas) / 2))];
  });
}
