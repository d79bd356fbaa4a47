import type { Manner } from "../load/drive.ts";
import { type Sustained, sustain } from "../load/sustained.ts";
import type { Target } from "../load/target.ts";
import { type CpuSeconds, cpuBetween, readCpu, readMachine } from "../machine/cpu.ts";

/** A sustained load and what it cost. */
export interface Measured extends Sustained {
  /** CPU seconds by process; `load` is the load generator. */
  readonly cpu: CpuSeconds;
  /** CPU seconds that the machine spent on anything else: near zero on a quiet one. */
  readonly foreignCpuSeconds: number;
}

/** Runs a load and counts the CPU time of these processes meanwhile. */
export async function measure(
  target: Target,
  pids: Readonly<Record<string, number>>,
  transfers: readonly string[],
  manner: Manner,
): Promise<Measured> {
  const read = () => ({ ...readCpu(pids), load: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 });
  const before = read();
  const machineBefore = readMachine();
  const sustained = await sustain(target, transfers, manner);
  const cpu = cpuBetween(before, read());
  const ours = Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0);
  return { ...sustained, cpu, foreignCpuSeconds: Math.max(0, readMachine() - machineBefore - ours) };
}
