import { readFileSync } from "node:fs";

/** MiB of memory that a process and its children have. */
export interface Memory {
  readonly own: number;
  readonly children: number;
}

/** Resident memory, as Linux counts it, of a process and of what it started. */
export function readMemory(pid: number): Memory {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return { own: residentOf(pid), children: children.reduce((sum, child) => sum + residentOf(Number(child)), 0) };
}

function residentOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib ?? 0) / 1_024);
}
