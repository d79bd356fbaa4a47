import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/** Start of a process. */
export interface ChildOptions {
  /** Name for people. */
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  /** Its whole environment; ours when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Takes what it prints. Appended to. */
  readonly logFile: string;
  /** Signal that asks it to stop, SIGTERM when absent. */
  readonly stopSignal?: "SIGTERM" | "SIGINT";
  /** How long it may take to stop before it is killed, 10 s when absent. */
  readonly stopMs?: number;
  /** A command that runs the program, as `["unshare", "--user", "--"]`. */
  readonly wrapper?: readonly string[];
}

/** A process of ours; disposing it stops it and waits until it is gone. */
export interface Child extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly process: ChildProcess;
  /** How it ended, once it has: `exit code 1`, `SIGKILL`, or why it could not start. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
}

/**
 * Starts a process in a group of its own, so that a terminal's Ctrl-C does not reach it.
 * It gets the stop signal when this process dies, however that dies: from the kernel (`setpriv`, Linux), and Node
 * programs also by the end of their channel (`disconnect`).
 */
export function startChild(options: ChildOptions): Child {
  const { name, file, args = [], env, cwd, logFile, stopSignal = "SIGTERM", stopMs = 10_000, wrapper = [] } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const command = [...wrapper, ...tie(stopSignal), file, ...args];
  const child = spawn(command[0] as string, command.slice(1), {
    detached: true,
    stdio: file === process.execPath ? ["ignore", log, log, "ipc"] : ["ignore", log, log],
    ...(env === undefined ? {} : { env: env as NodeJS.ProcessEnv }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => {
    over = true;
  });
  return {
    name,
    pid: child.pid ?? 0,
    logFile,
    process: child,
    ended,
    hasEnded: () => over,
    async [Symbol.asyncDispose]() {
      if (over) return;
      child.kill(stopSignal);
      const last = setTimeout(() => child.kill("SIGKILL"), stopMs);
      await ended;
      clearTimeout(last);
    },
  };
}

let canTie: boolean | undefined;

/** The command that asks the kernel to signal the process when its parent dies. */
function tie(signal: "SIGTERM" | "SIGINT"): string[] {
  canTie ??= process.platform === "linux" && spawnSync("setpriv", ["--pdeathsig=TERM", "true"]).status === 0;
  return canTie ? ["setpriv", `--pdeathsig=${signal.slice(3)}`, "--"] : [];
}
