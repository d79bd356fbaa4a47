import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Child } from "./child.ts";
import { errors } from "./errors.ts";

/** How long to wait for a process, and whom to tell that it takes long. */
export interface ReadyOptions {
  readonly withinMs?: number;
  /** Called once when it takes longer than five seconds. */
  readonly onSlow?: (name: string) => void;
}

const SLOW_MS = 5_000;

/**
 * Waits until a probe stops throwing.
 *
 * @throws `local-infra.ProcessFailed` with the last log lines when the process ends, or is not ready in time.
 */
export async function untilReady(
  child: Child,
  probe: () => Promise<unknown>,
  { withinMs = 30_000, onSlow }: ReadyOptions = {},
): Promise<void> {
  const began = performance.now();
  let spoke = false;
  let last: unknown;
  while (!child.hasEnded() && performance.now() - began < withinMs) {
    try {
      await probe();
      return;
    } catch (error) {
      last = error;
    }
    if (!spoke && performance.now() - began > SLOW_MS) {
      spoke = true;
      onSlow?.(child.name);
    }
    await Promise.race([delay(20), child.ended]);
  }
  const how = child.hasEnded() ? await child.ended : `not ready after ${withinMs} ms: ${(last as Error)?.message}`;
  await child[Symbol.asyncDispose]();
  throw processFailed(child, how);
}

/** The error of a process that ended or hangs: how, its last log lines, and where to read on. */
export const processFailed = (child: Child, how: string) =>
  errors.ProcessFailed({ name: child.name, how, log: child.logFile, lastLines: `\n${lastLines(child.logFile)}\n` });

/** The end of a log. */
export function lastLines(file: string, count = 15): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch (error) {
    return `(no log: ${(error as Error).message})`;
  }
}
