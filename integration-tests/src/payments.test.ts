import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeAddress, utf8 } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import { readState } from "@pha/frame";
import { broughtAccount, contracts, PHA, system } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "./http.ts";
import { allServe } from "./outages.ts";
import { alice, bob, charlie, dave } from "./parties.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const root = join(import.meta.dirname, "../..");
let network: WholeNetwork;
let escrow: Contract;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 3 });
  const { code } = await bundleContract(join(root, "contracts/escrow"));
  escrow = await network.client.deploy(alice, { code: utf8(code) });
});
afterAll(() => network?.[Symbol.asyncDispose]());

const freeOf = (account: string): Promise<bigint> =>
  network.client.read((state) => readState(system, state).account.get(account as `0x${string}`).data.free);

/** What all events of a kind tell, oldest first. */
async function eventsOf(pallet: string, name: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let before = ""; ; ) {
    const { body } = await ask(
      `${network.devnet.urls.chain}/v1/events?pallet=${pallet}&name=${name}&limit=100${before}`,
    );
    found.push(...body.events.map(({ fields }: { readonly fields: Record<string, unknown> }) => fields));
    if (body.next === undefined || body.next === null) return found.reverse();
    before = `&before=${body.next}`;
  }
}

/** One deal of a buyer's: what a command that fails brings goes back, the other is paid on. */
async function deal(buyer: typeof bob, value: bigint): Promise<void> {
  const opened = await escrow.command<{ deal: number }>(buyer, "open", { seller: dave.accountId }, { value });
  await expect(escrow.command(buyer, "open", { seller: buyer.accountId }, { value })).rejects.toMatchObject({
    code: "contract.OwnDeal",
  });
  await escrow.command(buyer, "release", opened.value);
}

it("pays and gives back each amount exactly once while miners and the chain are killed", async () => {
  // Once commands are executed and before they are agreed on: what they want done is on its way then.
  const victims = [["miner-0"], ["chain-0"], ["chain-0", "miner-1"]];
  const before = await freeOf(dave.accountId);
  const values: bigint[] = [];
  for (const [round, names] of victims.entries()) {
    const [first, second] = [BigInt(2 * round + 1) * PHA, BigInt(2 * round + 2) * PHA];
    values.push(first, second);
    await Promise.all([deal(bob, first), deal(charlie, second)]);
    for (const name of names) network.devnet.processes[name]?.kill("SIGKILL");
    await eventually(() => allServe(network), { withinMs: 60_000 });
  }
  const total = values.reduce((sum, value) => sum + value, 0n);
  await eventually(async () => (await freeOf(dave.accountId)) === before + total, { withinMs: 60_000 });
  await eventually(async () => (await freeOf(broughtAccount)) === 0n, { withinMs: 60_000 });
  expect(await freeOf(escrow.id)).toBe(0n);

  const inOrder = (amounts: unknown[]) => amounts.map((one) => BigInt(one as string)).sort((a, b) => Number(a - b));
  const own = ({ contract }: Record<string, unknown>) => contract === escrow.id;
  const returned = (await eventsOf("Contracts", "ValueReturned")).filter(own);
  expect(inOrder(returned.map(({ value }) => value))).toEqual(values);
  const transfers = await eventsOf("Balances", "Transfer");
  const paid = transfers.filter(({ from }) => decodeAddress(from as string).account === escrow.id);
  expect(inOrder(paid.map(({ amount }) => amount))).toEqual(values);
  const told = (await eventsOf("Contracts", "Emitted")).filter(own).map(({ name, data }) => `${name} ${data}`);
  expect([told.length, new Set(told).size]).toEqual([2 * values.length, 2 * values.length]);
  expect((await eventsOf("Contracts", "EffectFailed")).filter(own)).toEqual([]);
});

it("the log is its owner's", async () => {
  await expect(escrow.logs(bob)).rejects.toMatchObject({ code: "contract-engine.NotOwner" });
  await eventually(
    async () => (await escrow.logs(alice)).value.lines.some(({ line }) => line.startsWith("failed: contract.OwnDeal")),
    { withinMs: 60_000 },
  );
});

it("the commands of docs/contracts.md move money", async () => {
  const page = await readFile(join(root, "docs/contracts.md"), "utf8");
  const [commands = ""] = codeBlocks(page, "sh");
  const { chain, gatekeepers } = network.devnet.urls;
  const env = {
    ...process.env,
    ...{ PHA_CHAIN_URL: chain, PHA_GATEKEEPER_URLS: gatekeepers.join(","), PHA_STATE: network.dataDir },
  };
  const before = await freeOf(charlie.accountId);
  const run = promisify(execFile);
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", commands], { cwd: root, env });
  expect(stdout).toMatch(/brought +5 PHA/);
  const lines = stdout.split("\n").map((line) => line.replaceAll(/ +/g, " "));
  const paid = (line: string) => /paid 5 PHA to 5/.test(line);
  expect(lines.filter(paid).map((line) => /^block \d+ /.test(line))).toEqual([false, true]);
  expect(stdout).toMatch(/has +0 PHA/);
  await eventually(async () => (await freeOf(charlie.accountId)) === before + 5n * PHA, { withinMs: 30_000 });
  const halted = await network.client.read((state) => readState(contracts, state).contracts.get(escrow.id)?.halted);
  expect(halted).toBe(false);
});
