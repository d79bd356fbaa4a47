import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "@pha/cli";
import { nextRuntimeCode } from "@pha/testkit";
import { afterAll, beforeAll } from "vitest";
import { startWholeNetwork, type WholeNetwork } from "../whole-network.ts";

export const root = join(import.meta.dirname, "../../..");

let network: WholeNetwork;
let code: string;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1, gatekeepers: 2, withoutSudo: true });
  code = join(network.dataDir, "runtime.mjs");
  await writeFile(code, await nextRuntimeCode());
});
afterAll(() => network?.[Symbol.asyncDispose]());

/** The network without sudo that all suites of this folder run against, one after another. */
export const governedNetwork = (): WholeNetwork => network;

/** File with the code of the next version, as `npm run build:runtime` would have written it. */
export const nextCode = (): string => code;

/** Runs a command line against the network, and gives what it tells in JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it.
export async function pha(line: string | readonly string[]): Promise<any> {
  const [out, err]: [string[], string[]] = [[], []];
  const { chain, gatekeepers } = network.devnet.urls;
  const words = typeof line === "string" ? line.split(" ") : line;
  const exit = await runCli([...words, "--json"], {
    env: { PHA_CHAIN_URL: chain, PHA_GATEKEEPER_URLS: gatekeepers.join(",") },
    console: { out: (text) => out.push(text), err: (text) => err.push(text) },
    stdin: async () => "",
    cwd: root,
  });
  if (exit !== 0) throw new Error(`${words.join(" ")}: ${err.join("\n")}`);
  return JSON.parse(out.join("\n"));
}
