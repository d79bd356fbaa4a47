import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { percentiles } from "../load/percentiles.ts";
import { benchLengths } from "./bench-lengths.ts";
import { helpText, readOptions } from "./options.ts";
import { heightOf, seal } from "./seal.ts";
import { startOnce } from "./start-once.ts";

/** `npm run bench starts`: a network is stopped, asked or killed, and started again, many times. */
export async function benchStarts(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === "help") return console.log(helpText);
  if (options.lengths.length > 0) return benchLengths(options.lengths);
  const dataDir = await mkdtemp(join(tmpdir(), "bench-starts-"));
  try {
    const first = await startOnce(dataDir, options);
    console.log(`first start  ${seconds(first.ms)}`);
    await seal(first.url, options.blocks);
    await first.stop("SIGTERM");

    const times: number[] = [];
    for (let count = 1; count <= options.times; count++) {
      const signal = count % 2 === 0 ? "SIGKILL" : "SIGTERM";
      const start = await startOnce(dataDir, options);
      const height = await heightOf(start.url);
      times.push(start.ms);
      console.log(`start ${String(count).padStart(3)}    ${seconds(start.ms)}  at block ${height}, then ${signal}`);
      await start.stop(signal);
    }
    const { p50, p95 } = percentiles(times);
    const [least, most] = [Math.min(...times), Math.max(...times)];
    console.log(
      `\n${times.length} starts, none hung: ${[least, p50, p95, most].map(seconds).join(", ")} (least, p50, p95, most)`,
    );
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 500 }); // killed servers may still write
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
