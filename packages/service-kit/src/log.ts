import { type Logger, pino } from "pino";
import type { LogLevel } from "./log-level.ts";
import { currentTrace } from "./trace.ts";

export type { Logger } from "pino";
export type { LogLevel } from "./log-level.ts";

/**
 * The log of one service: a JSON line an entry on standard output, readable text when that is a terminal.
 * Constant message, data in fields: `log.info({ block, hash }, "finalized")`. The trace that is worked on is one of them.
 */
export async function createLog(service: string, level: LogLevel): Promise<Logger> {
  const options = {
    level,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    mixin: traceField,
  };
  if (!process.stdout.isTTY) return pino(options);
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ sync: true, ignore: "service", translateTime: "HH:MM:ss.l" }));
}

function traceField(): { readonly traceId?: string } {
  const trace = currentTrace();
  return trace === undefined ? {} : { traceId: trace.traceId };
}

/** A log that writes nothing, for tests. */
export const silentLog: Logger = pino({ level: "silent" });
