import { choice } from "./parsers.ts";
import { envPrefix, type Settings } from "./settings.ts";

/** Levels of a log, most urgent first. */
export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** A log's level: nothing less urgent is written. */
export type LogLevel = (typeof logLevels)[number];

/** A service's settings and the one that every service has. */
export function withLogLevel<C>(service: string, settings: Settings<C>): Settings<C & { readonly logLevel: LogLevel }> {
  const env = `${envPrefix(service)}LOG_LEVEL`;
  const logLevel = { env, parse: choice(logLevels), default: "info", doc: "Least urgent level that is logged." };
  return { ...settings, logLevel } as Settings<C & { readonly logLevel: LogLevel }>;
}
