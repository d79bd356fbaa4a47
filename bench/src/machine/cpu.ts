import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  readonly ticks: number;
  /** Of children that have ended. */
  readonly reaped: number;
}

/** CPU seconds by name of a process; each counts with all its descendants. */
export type CpuSeconds = Readonly<Record<string, number>>;

/** CPU seconds that each process has used since it began. */
export function readCpu(pids: Readonly<Record<string, number>>): CpuSeconds {
  const stats = readAll();
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, ticksOf(pid, stats) / TICKS]));
}

/** CPU seconds used between two readings. */
export const cpuBetween = (before: CpuSeconds, after: CpuSeconds): CpuSeconds =>
  Object.fromEntries(Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)]));

/** CPU seconds that the whole machine has worked, whoever for. */
export function readMachine(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = (
    readFileSync("/proc/stat", "utf8").split("\n")[0] ?? ""
  )
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + soft) / TICKS;
}

function ticksOf(pid: number, stats: ReadonlyMap<number, Stat>): number {
  const own = stats.get(pid);
  let ticks = (own?.ticks ?? 0) + (own?.reaped ?? 0);
  for (const [child, { parent }] of stats) if (parent === pid) ticks += ticksOf(child, stats);
  return ticks;
}

function readAll(): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? readStat(entry) : undefined;
    if (stat) stats.set(Number(entry), stat);
  }
  return stats;
}

/** `undefined` for one that has just ended. Fields as in proc(5), counted from behind the name in parentheses. */
function readStat(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const sum = (...places: number[]) => places.reduce((total, place) => total + (fields[place] ?? 0), 0);
    return { parent: fields[1] ?? 0, ticks: sum(11, 12), reaped: sum(13, 14) };
  } catch {
    return undefined;
  }
}
