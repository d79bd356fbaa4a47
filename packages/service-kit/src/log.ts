import { type Logger, pino } from "pino";
import type { LogLevel } from "./log-level.ts";

export type { Logger } from "pino";
export { type LogLevel, logLevels } from "./log-level.ts";

/**
 * The log of one service: a JSON line an entry on standard output, readable text when that is a terminal.
 * Constant message, data in fields: `log.info({ block, hash }, "finalized")`.
 */
export async function createLog(service: string, level: LogLevel): Promise<Logger> {
  const options = { level, base: { service }, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  if (!process.stdout.isTTY) return pino(options);
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ sync: true, ignore: "service", translateTime: "HH:MM:ss.l" }));
}

/** A log that writes nothing, for tests. */
export const silentLog: Logger = pino({ level: "silent" });
