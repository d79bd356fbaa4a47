import { resolve } from "node:path";
import { type Again, startedBy } from "./again.ts";
import { describeNextSteps, describeShowing, describeWeight } from "./ending.ts";
import { explain } from "./explain.ts";
import { helpText, type Options, readOptions } from "./options.ts";
import { placesIn } from "./paths.ts";
import { seconds } from "./report.ts";
import { type Showing, showConfidentialCall } from "./showcase.ts";
import { type Network, type StartOptions, startNetwork } from "./start-network.ts";

/** What a shell takes for the end by Ctrl-C: `npm start && next` does not go on. */
const interrupted = 130;

/**
 * Starts the network, shows a confidential call, and runs until it is asked to stop. SIGINT, SIGTERM, SIGHUP and the end
 * of the parent's channel all mean that, however often they come.
 */
export async function npmStart(args: readonly string[]): Promise<void> {
  const stop = stopSignal();
  const again = startedBy(args, process.env);
  try {
    const options = readOptions(args, process.env);
    if (options === "help") console.log(helpText());
    else await serve(options, again, stop);
  } catch (error) {
    console.error(`\n${explain(error, again)}`);
    process.exitCode = 1;
  } finally {
    if (process.connected) process.disconnect(); // a parent's channel must not keep us alive
  }
}

async function serve(options: Options, again: Again, stop: AbortSignal): Promise<void> {
  const began = performance.now();
  const dataDir = resolve(options.dataDir);
  console.log("");
  await using network = await startUnlessStopped({ ...options, dataDir, quiet: false, signal: stop });
  if (!network) return;
  const stopped = new Promise<void>((done) => stop.addEventListener("abort", () => done(), { once: true }));
  if (!stop.aborted) await Promise.race([present(network, { ...options, dataDir }, again, began), stopped]);
  if (!stop.aborted) await stopped;
  console.log("\nStopping services, then NATS and Postgres …");
}

/** Nothing where the start was ended while it was under way, whatever failed by that. */
async function startUnlessStopped(options: StartOptions & { signal: AbortSignal }): Promise<Network | undefined> {
  try {
    return await startNetwork(options);
  } catch (error) {
    if (!options.signal.aborted) throw error;
    console.log("\nStopped before it was ready.");
    process.exitCode = interrupted;
    return undefined;
  }
}

async function present(network: Network, options: Options, again: Again, began: number): Promise<void> {
  const showing = "miner-0" in network.processes ? await show(network, options.dataDir) : undefined;
  console.log(showing ? describeShowing(showing) : "\nNo miner runs, so there is no confidential call to show.");
  console.log(describeNextSteps(network.urls, showing, "in another terminal"));
  console.log(await describeWeight(options.dataDir, again("--fresh")));
  console.log(`ready     in ${seconds(performance.now() - began)}. Ctrl-C stops everything.`);
}

/** Shows the call; after five seconds people are told what it waits for. */
async function show({ urls }: Network, dataDir: string): Promise<Showing> {
  let step = "connecting";
  const slow = setInterval(() => console.log(`  … the confidential call takes long: ${step}`), 5_000);
  try {
    return await showConfidentialCall(urls, placesIn(dataDir).showcase, (next) => {
      step = next;
    });
  } finally {
    clearInterval(slow);
  }
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const)
    process.on(event, () => controller.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {}); // the terminal may be gone
  return controller.signal;
}
