import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { MAX_CHECKS, type WatchdogData } from "./watchdog.ts";

const { beats, checkMs } = workerData as WatchdogData;
let seen = -1;
let checks = 0;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  checks = now === seen ? checks + 1 : 0;
  seen = now;
  if (checks < MAX_CHECKS) return;
  writeSync(2, `the event loop has not turned for ${(MAX_CHECKS * checkMs) / 1_000} s: the process is ended\n`);
  process.kill(process.pid, "SIGKILL");
}, checkMs);
