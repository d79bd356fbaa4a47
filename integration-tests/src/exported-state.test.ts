import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Network, startNetwork } from "@pha/devnet";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "./http.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const opened = new AsyncDisposableStack();
let dataDir: string;
let old: Network;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "exported-"));
  opened.defer(() => rm(dataDir, { recursive: true }));
  old = opened.use(await startNetwork({ dataDir, ports: "free", chainOnly: true }));
});
afterAll(() => opened.disposeAsync());

const text = await readFile(join(root, "docs/new-network.md"), "utf8");
const [exporting = "", using = "", forOthers = ""] = codeBlocks(text, "sh");

async function bash({ urls }: Network, commands: string): Promise<string> {
  const here = commands.replaceAll(".data/", `${dataDir}/`);
  const env = { ...process.env, PHA_CHAIN_URL: urls.chain };
  return (await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env })).stdout;
}

/** Nonce and free balance, in plancks. */
async function accountOf({ urls }: Network, address: string) {
  const { body } = await ask(`${urls.chain}/v1/accounts/${address}`);
  return { nonce: Number(body.nonce), free: BigInt(body.free) };
}

const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

it("begins a network with a running one's state, as the docs say: real validators certify it, money and nonces go on", async () => {
  await bash(old, "./pha transfer //Charlie 1 --from //Bob");
  const before = await accountOf(old, bob);
  expect(before.nonce).toBe(1);
  expect(await bash(old, exporting)).toMatch(/state of block \d+ \(0x[0-9a-f]{64}\): \d+ entries/);

  const from = join(dataDir, "exported");
  const size = { validators: 1, gatekeepers: 0, miners: 0, console: 0 };
  await using next = await startNetwork({ dataDir: join(dataDir, "next"), ports: "free", from, ...size });
  expect((await ask(`${next.urls.chain}/v1/genesis`)).body).toMatchObject({ chain: "next", title: "Phala Next" });
  expect(Object.keys(next.processes)).toContain("relay-0");
  expect(await accountOf(next, bob)).toEqual(before);
  await bash(next, using); // verifies certificates and proofs from the new genesis on
  const { nonce, free } = await accountOf(next, bob);
  expect([nonce, free < before.free - 10n ** 12n]).toEqual([2, true]);
});

it("names others to run it, as the docs say", async () => {
  await bash(old, forOthers);
  const spec = JSON.parse(await readFile(join(dataDir, "for-others", "spec.json"), "utf8"));
  const values = Object.values<string>(spec.genesis.raw.top);
  for (const named of ["79f2aec15ba6990531813c8b145b53a16c5c69ca", "ca8e32d18bb8bce480e33c660f72547a347b1eee"])
    expect(values.filter((value) => value.includes(named))).toHaveLength(2); // the set in office and its record
});
