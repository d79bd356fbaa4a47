import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WholeNetwork } from "../whole-network.ts";
import { everydayNetwork } from "./network.ts";

const root = join(import.meta.dirname, "../../..");
const run = promisify(execFile);
const made = join(root, ".data", "my-contract");

let network: WholeNetwork;

beforeAll(async () => {
  await rm(made, { recursive: true, force: true });
  network = everydayNetwork();
});

afterAll(async () => {
  await rm(made, { recursive: true, force: true });
});

const blocks = codeBlocks(await readFile(join(root, "README.md"), "utf8"), "sh");

it.each(blocks.map((commands) => [commands.split("\n")[0], commands]))(
  "the README's commands work: %s",
  async (_, commands) => {
    const { chain, gatekeepers } = network.devnet.urls;
    // Who waits for a block need not wait for the clock.
    const here = commands.replaceAll("http://127.0.0.1:9944", chain).replaceAll("sleep 1;", "./pha dev seal 30;");
    const env = {
      ...process.env,
      PHA_CHAIN_URL: chain,
      PHA_GATEKEEPER_URLS: gatekeepers.join(","),
      PHA_STATE: network.dataDir,
    };
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env });
    expect(stdout.length).toBeGreaterThan(100);
    if (commands.includes("refused")) expect(stdout).toContain("refused: 1");
  },
);
