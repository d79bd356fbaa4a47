import variant from "@jitl/quickjs-singlefile-browser-release-sync";
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
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

/** Measures every script so many times, in turns. */
export async function measureEngine(runs: number, nowMs: () => number): Promise<Measured[]> {
  const plain = await newQuickJSWASMModuleFromVariant(variant);
  const machine = new Machine(compileEngine());
  return works.map(([what, script]) => {
    let [plainMs, meteredMs, gas] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let run = 0; run < runs; run++) {
      plainMs = Math.min(plainMs, time(plain, script, nowMs));
      const quickjs = machine.begin(plenty, plan.memoryPages, () => machine.halt());
      const before = machine.gas;
      meteredMs = Math.min(meteredMs, time(quickjs, script, nowMs));
      gas = before - machine.gas;
    }
    return { what, plainMs, meteredMs, gas };
  });
}

function time(quickjs: QuickJSWASMModule, script: string, nowMs: () => number): number {
  const guest = quickjs.newContext();
  guest.runtime.setMaxStackSize(defaultLimits.stackBytes);
  const start = nowMs();
  const ended = guest.evalCode(`(() => { ${script} })()`);
  const took = nowMs() - start;
  if (ended.error) throw new Error(`${script}: ${guest.getString(ended.error)}`);
  ended.value.dispose();
  guest.dispose();
  return took;
}
