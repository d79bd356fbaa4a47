import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { type ReadyOptions, untilReady } from "./ready.ts";

/** Start of a service of the network. */
export interface ProcessOptions extends ReadyOptions {
  readonly name: string;
  /** The TypeScript file to run with this Node. */
  readonly file: string;
  readonly args?: readonly string[];
  /** The service's settings; it sees nothing else of our environment but PATH and NODE_COMPILE_CACHE. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of `<name>.log`. */
  readonly logDir: string;
  /** Answers 200 when the service serves; ready as soon as it runs when absent. */
  readonly healthUrl?: string;
}

/**
 * Starts a service and waits until it is ready. `child.ended` tells when and how it ends.
 *
 * @throws `local-infra.ProcessFailed` with its last log lines.
 */
export async function startProcess(options: ProcessOptions): Promise<Child> {
  const { name, file, args = [], env, logDir, healthUrl, ...ready } = options;
  const child = startChild({
    name,
    file: process.execPath,
    args: [file, ...args],
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env },
    logFile: join(logDir, `${name}.log`),
  });
  if (healthUrl !== undefined) await untilReady(child, () => expectHealthy(healthUrl), ready);
  return child;
}

async function expectHealthy(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
}
