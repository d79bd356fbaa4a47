import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Stops a Postgres that still runs on a data folder of ours though whoever started it is gone. */
export async function stopOrphan(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, "utf8").split("\n")[0]);
  if (!isPostgresOf(pid, data)) return; // stale: Postgres replaces it itself
  process.kill(pid, "SIGINT");
  while (isPostgresOf(pid, data)) await delay(20);
}

function isPostgresOf(pid: number, data: string): boolean {
  try {
    return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data);
  } catch {
    return false;
  }
}
