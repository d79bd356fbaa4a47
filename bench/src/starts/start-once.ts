import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What `npm start` runs. */
const main = join(import.meta.dirname, "..", "..", "..", "packages", "devnet", "src", "main.ts");

/** A network that runs, as `npm start` starts it. */
export interface Started {
  /** From the start of the process to its word that all is ready. */
  readonly ms: number;
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the network of a folder, and waits until it is ready.
 *
 * @throws when it ends before, with what it printed
 */
export async function startOnce(dataDir: string, { miners }: { readonly miners: number }): Promise<Started> {
  const began = performance.now();
  const args = [main, "--miners", String(miners), "--ports", "free", "--data-dir", dataDir];
  const process_ = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const exited = once(process_, "exit");
  let printed = "";
  const ready = new Promise<true>((resolve) => {
    for (const stream of [process_.stdout, process_.stderr])
      stream?.on("data", (chunk: Buffer) => {
        printed += chunk;
        if (/^ready/m.test(printed)) resolve(true);
      });
  });
  const isReady = await Promise.race([ready, exited.then(() => false)]);
  if (!isReady) throw new Error(`the network did not start:\n${printed}`);
  const { url } = JSON.parse(await readFile(join(dataDir, "running.json"), "utf8"));
  return {
    ms: performance.now() - began,
    url,
    async stop(signal) {
      process_.kill(signal);
      await exited;
    },
  };
}
