import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runCli } from "@pha/cli";
import { balances, PHA } from "@pha/runtime/spec";
import { tx } from "@pha/sdk";
import { eventually, nextRuntimeCode } from "@pha/testkit";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bob, dave } from "./parties.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const root = join(import.meta.dirname, "../..");
const sh = promisify(execFile);
/** What goes on in the background ends with the test, however that ends. */
const over = new AbortController();

let network: WholeNetwork;
/** Code of the next version, as `npm run build:runtime` would have written it. */
let code: string;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1, gatekeepers: 2, withoutSudo: true });
  code = join(network.dataDir, "runtime.mjs");
  await writeFile(code, await nextRuntimeCode());
});
afterAll(async () => {
  over.abort();
  await network?.[Symbol.asyncDispose]();
});

/** Runs a command line against the network, and gives what it tells in JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it.
async function pha(line: string, stdin = ""): Promise<any> {
  const [out, err]: [string[], string[]] = [[], []];
  const { chain, gatekeepers } = network.devnet.urls;
  const exit = await runCli([...line.split(" "), "--json"], {
    env: { PHA_CHAIN_URL: chain, PHA_GATEKEEPER_URLS: gatekeepers.join(",") },
    console: { out: (text) => out.push(text), err: (text) => err.push(text) },
    stdin: async () => stdin,
    cwd: root,
  });
  if (exit !== 0) throw new Error(`${line}: ${err.join("\n")}`);
  return JSON.parse(out.join("\n"));
}

const blocks = codeBlocks(await readFile(join(root, "docs/referenda.md"), "utf8"), "sh").filter(
  (commands) => !commands.includes(":8200"), // governance.test.ts runs these
);

describe("docs/referenda.md", () => {
  it.each(blocks.map((commands) => [commands.split("\n")[0], commands]))(
    "its commands work: %s",
    async (_, commands) => {
      const here = commands.replaceAll(".data/runtime.mjs", code);
      const env = { ...process.env, PHA_CHAIN_URL: network.devnet.urls.chain, HOME: network.dataDir };
      const { stdout } = await sh("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env });
      expect(stdout.length).toBeGreaterThan(10);
    },
  );
});

/** Among what is under way: others may be voted on at the time. */
const isVoteOnCode = ({ type, call }: { readonly type: string; readonly call: { readonly value: { type: string } } }) =>
  type === "referendum" && call.value.type === "set_code";

/** Goes on to where the next launch is as far away as can be: a proposal is not put to the vote before it is seconded. */
async function afterLaunch(): Promise<void> {
  const { block, nextLaunch } = await pha("gov list");
  await pha(`dev seal ${nextLaunch - block + 1}`);
}

/** Pays again and again until told to stop; fails as a payment did. */
function payments() {
  let [isStopped, count] = [false, 0];
  const dest = { type: "Id", value: bob.accountId } as const;
  const paying = (async () => {
    while (!isStopped && !over.signal.aborted) {
      await network.client.submit(dave, tx(balances, "transfer_keep_alive", { dest, value: PHA }));
      count++;
    }
  })();
  paying.catch(() => {});
  return {
    async goesOn() {
      const before = count;
      await Promise.race([paying, eventually(() => count > before + 1, { withinMs: 30_000 })]);
    },
    async stop() {
      isStopped = true;
      await paying;
      return count;
    },
  };
}

it("nobody has root authority", async () => {
  await expect(pha("dev balance //Bob 5")).rejects.toThrow(/chain-dev\.NoSudo/);
});

it("the ledger's code is exchanged by a referendum, under load, with no restart", async () => {
  const processes = () => Object.values(network.devnet.processes).map(({ name, pid }) => `${name} ${pid}`);
  const running = processes();
  const { specVersion: present } = await pha("upgrade status");
  await afterLaunch();
  const began = performance.now();
  const { proposal, specVersion } = await pha(`upgrade propose --code ${code} --from //Alice`);
  expect(specVersion).toBe(present + 1);
  await pha(`gov second ${proposal} --from //Bob`);
  const followed = pha("upgrade status --follow");
  followed.catch(() => {}); // it is awaited below, if the test comes that far
  const load = payments();
  await load.goesOn();
  await pha(`dev seal --to ${(await pha("gov list")).nextLaunch}`);
  const referendum = await eventually(async () => (await pha("gov list")).measures.find(isVoteOnCode), {
    withinMs: 30_000,
  });
  await pha(`gov vote ${referendum.referendum} aye 1000000 --from //Charlie`);
  const voted = performance.now();
  const hurry = (async () => {
    while (!over.signal.aborted && (await pha("upgrade status")).specVersion === present) await pha("dev seal 20");
  })();
  expect(await followed).toMatchObject({ from: present, specVersion: present + 1 });
  await hurry;
  const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);
  await load.goesOn();
  console.log(
    `upgrade: ${seconds(began)} s from the proposal to version ${present + 1}, ${seconds(voted)} s of them after the vote; ${await load.stop()} payments meanwhile`,
  );
  expect(processes()).toEqual(running);
  await expect(pha(`upgrade propose --code ${code} --from //Alice`)).rejects.toThrow(/cli\.NoUpgrade/);
});
