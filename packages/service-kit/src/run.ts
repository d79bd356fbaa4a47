import { CodedError } from "@pha/codec";
import type { Registry } from "prom-client";
import { describeSettings, readConfig, type Settings, withLogLevel } from "./config.ts";
import { errors } from "./errors.ts";
import { createLog, type Logger } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { startWatchdog } from "./watchdog.ts";

/** What `run` hands to a service besides its settings. */
export interface Surroundings {
  readonly log: Logger;
  readonly metrics: Registry;
  /** Aborted when the process is asked to stop: whatever waits at start gives up. */
  readonly signal: AbortSignal;
}

/** Opens everything a service needs; disposing the result closes it in reverse. */
export type Start<C> = (config: C, surroundings: Surroundings) => Promise<AsyncDisposable>;

interface RunOptions {
  /** Once it has started, a process that computes for so long without a pause is ended. */
  readonly maxStuckMs?: number;
}

/** For services that run a ledger's code: a loop without end in there would be theirs. */
export const executesRuntimes: RunOptions = { maxStuckMs: 60_000 };

/** A disposal that hangs ends the process after this long. */
const STOP_MS = 10_000;

/**
 * Runs a service as this process: settings, start, wait for a signal, stop.
 * SIGINT, SIGTERM, SIGHUP and the end of the parent's channel all mean the same; exit code 0.
 * A start that fails prints one readable message and exits with 1; with `--help` the settings are printed.
 */
export async function run<C>(
  name: string,
  settings: Settings<C>,
  start: Start<C>,
  { maxStuckMs }: RunOptions = {},
): Promise<void> {
  if (process.argv.includes("--help")) return void console.log(helpText(name, settings));
  const stop = stopSignal();
  try {
    const config = readConfig(name, withLogLevel(name, settings), process.env);
    const log = await createLog(name, config.logLevel);
    await serve(name, config, start, { log, metrics: createMetrics(name), signal: stop.signal }, maxStuckMs);
  } catch (error) {
    lastResort();
    if (errors.StartInterrupted.is(error)) return;
    console.error(`${name} cannot start: ${startFailure(error)}`);
    process.exitCode = 1;
  } finally {
    stop.forget();
  }
}

/**
 * Runs one piece of work as this process, with the settings it needs of a service: exit code 0 when it is done, 1 when it
 * throws, with one readable message. With `--help` what it does and its settings are printed.
 */
export async function runOnce<C>(
  name: string,
  settings: Settings<C>,
  what: string,
  work: (config: C, surroundings: Pick<Surroundings, "log" | "signal">) => Promise<void>,
): Promise<void> {
  if (process.argv.includes("--help")) return void console.log(`${what}\n\n${helpText(name, settings)}`);
  const stop = stopSignal();
  try {
    const config = readConfig(name, withLogLevel(name, settings), process.env);
    await work(config, { log: await createLog(name, config.logLevel), signal: stop.signal });
  } catch (error) {
    console.error(startFailure(error));
    process.exitCode = 1;
  } finally {
    stop.forget();
  }
}

async function serve<C>(
  name: string,
  config: C,
  start: Start<C>,
  surroundings: Surroundings,
  maxStuckMs: number | undefined,
): Promise<void> {
  const { log, signal } = surroundings;
  const began = performance.now();
  const service = await start(config, surroundings);
  log.info({ ms: Math.round(performance.now() - began) }, `${name} started`);
  using _watchdog = maxStuckMs === undefined ? undefined : startWatchdog(maxStuckMs);
  const fault = await new Promise<unknown>((resolve) => {
    process.once("uncaughtException", (error) => resolve(error ?? new Error("unknown")));
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  if (fault !== undefined) {
    log.fatal({ err: fault }, "unexpected fault, stopping");
    process.exitCode = 1;
    lastResort();
  }
  await service[Symbol.asyncDispose]();
  log.info(`${name} stopped`);
}

function stopSignal(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const stop = () => {
    lastResort();
    controller.abort(errors.StartInterrupted());
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const;
  for (const signal of signals) process.on(signal, stop);
  // A parent's channel must not keep a finished process alive.
  return { signal: controller.signal, forget: () => process.connected && process.disconnect() };
}

/** Ends the process if something left open keeps it alive. */
function lastResort(): void {
  setTimeout(() => process.exit(process.exitCode ?? 1), STOP_MS).unref();
}

function startFailure(error: unknown): string {
  if (errors.BadSettings.is(error))
    return `its settings are not usable\n${error.data["problems"]}`.replaceAll("\n", "\n  ");
  return error instanceof CodedError
    ? `${error.message} [${error.code}]`
    : `unexpected fault\n${(error as Error).stack}`;
}

function helpText<C>(name: string, settings: Settings<C>): string {
  const rows = describeSettings(withLogLevel(name, settings));
  const body = rows.map(({ env, form, default: fallback, doc }) => {
    const given = fallback === undefined ? "required" : fallback === "" ? "optional" : `default ${fallback}`;
    return `  ${env} (${form}; ${given})\n      ${doc}`;
  });
  return `${name}: all settings are environment variables.\n\n${body.join("\n")}`;
}
