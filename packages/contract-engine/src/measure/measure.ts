import { defaultLimits } from "../limits.ts";
import { compileEngine } from "../quickjs/compile.ts";
import { Machine } from "../quickjs/machine.ts";
import { plan } from "../quickjs/plan.ts";
import { works } from "./works.ts";

/** One script in QuickJS as it comes, and in the engine's: the least time of many runs, and what it costs there. */
export interface Measured {
  readonly what: string;
  readonly plainMs: number;
  readonly meteredMs: number;
  readonly gas: number;
}

const plenty = 1_000_000_000_000;

/** Measures every script so many times, in turns with QuickJS as it comes, which `timePlain` runs. */
export function measureEngine(runs: number, nowMs: () => number, timePlain: (code: string) => number): Measured[] {
  const machine = new Machine(compileEngine());
  machine.guest.open();
  const image = machine.image();
  return works.map(([what, script]) => {
    const code = `(() => { ${script} })()`;
    let [plainMs, meteredMs, gas] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let run = 0; run < runs; run++) {
      plainMs = Math.min(plainMs, timePlain(code));
      machine.begin(image, plenty, plan.memoryPages, () => machine.halt());
      machine.guest.limitStack(defaultLimits.stackBytes);
      const before = machine.gas;
      const start = nowMs();
      const ended = machine.guest.evaluate(code, "eval.js", "script");
      meteredMs = Math.min(meteredMs, nowMs() - start);
      if ("thrown" in ended) throw new Error(`${script}: ${machine.guest.text(ended.thrown)}`);
      gas = before - machine.gas;
    }
    return { what, plainMs, meteredMs, gas };
  });
}
