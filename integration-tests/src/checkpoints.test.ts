import { glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, utf8 } from "@pha/codec";
import { readState } from "@pha/frame";
import { clusters } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, beforeAll, expect, it } from "vitest";
import { joinBus } from "./join-bus.ts";
import { alice } from "./parties.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const slow = { withinMs: 120_000 };
const counter = `export default {
  init(ctx) { ctx.state.put("count", "0"); },
  commands: { add(ctx, n) { ctx.state.put("count", String(Number(ctx.state.get("count")) + n)); } },
  queries: { count: (ctx) => Number(ctx.state.get("count")) },
};`;

let dataDir: string;
let network: WholeNetwork;
let contract: Contract;

const start = (miners: number) => startWholeNetwork({ miners, dataDir, checkpointBlocks: 2 });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "network-"));
  network = await start(2);
  contract = await network.client.deploy(alice, { code: utf8(counter) });
});

afterAll(async () => {
  await network?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

/** What a miner counts; 0 while it is not there. */
async function countOf(miner: number, name: string): Promise<number> {
  const answer = await fetch(`${network.devnet.miners[miner]}/metrics`).catch(() => undefined);
  const line = (await answer?.text())?.split("\n").find((one) => one.startsWith(`miner_${name}`));
  return Number(line?.split(" ").at(-1) ?? 0);
}

const serves = async (miner: number): Promise<boolean> =>
  (await fetch(`${network.devnet.miners[miner]}/readyz`).catch(() => undefined))?.ok ?? false;

/** State heights of the contract's checkpoints on this machine. */
async function keptHeights(): Promise<number[]> {
  const heights: number[] = [];
  for await (const file of glob(`${dataDir}/miner/**/${contract.id.slice(2)}.sealed`))
    heights.push((await readFile(file)).readUInt32BE(4));
  return heights;
}

/** Waits until so many checkpoints on this machine are of what all commands came to. */
async function untilKept(count: number, sum: number): Promise<void> {
  await eventually(async () => {
    const { value, statement } = await contract.query("count");
    const heights = await keptHeights();
    return value === sum && heights.length === count && heights.every((height) => height === statement.stateHeight);
  }, slow);
}

/** Kills a process, and waits for the next one in its place. */
async function restart(name: string): Promise<void> {
  const victim = network.devnet.processes[name] ?? expect.fail();
  const { pid } = victim;
  victim.kill("SIGKILL");
  await eventually(() => ![0, pid].includes(victim.pid), slow);
}

async function members(): Promise<readonly Hex[]> {
  await network.client.head();
  return network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
}

/** What each worker of the cluster answers, and the tag of the state that it answers on. */
async function askAll(count: number) {
  return eventually(async () => {
    const all = await members();
    const answers = await Promise.allSettled(all.map((worker) => contract.query("count", null, { worker })));
    const given = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    return given.length === count && given.map(({ value, statement }) => ({ value, tag: statement.stateTag }));
  }, slow);
}

it("a miner that was killed goes on from its checkpoint, and executes what came after it alone", async () => {
  for (let i = 0; i < 5; i++) await contract.command(alice, "add", 1);
  await untilKept(2, 5);
  await restart("miner-0");
  for (let i = 0; i < 3; i++) await contract.command(alice, "add", 1);
  await eventually(() => serves(0), slow);
  const answers = await askAll(2);
  expect(answers.map(({ value }) => value)).toEqual([8, 8]);
  expect(new Set(answers.map(({ tag }) => tag)).size).toBe(1);
  expect([await countOf(0, "messages_executed_total"), await countOf(0, "contracts_resumed_total")]).toEqual([3, 1]);
  expect(await countOf(1, "messages_executed_total")).toBe(9);
});

it("all miners that were stopped in order execute nothing when they are started again", async () => {
  await network[Symbol.asyncDispose]();
  network = await start(2);
  contract = network.client.contract(contract.id);
  const answers = await askAll(2);
  expect(answers.map(({ value }) => value)).toEqual([8, 8]);
  for (const miner of [0, 1])
    expect([await countOf(miner, "messages_executed_total"), await countOf(miner, "contracts_resumed_total")]).toEqual([
      0, 1,
    ]);
});

/** Folder in which a miner's enclave has its seals. */
async function sealsOf(miner: number): Promise<string> {
  const log = await readFile(join(dataDir, "logs", `miner-${miner}.log`), "utf8");
  const lines = log.split("\n").filter((line) => line.includes("platform opened"));
  const { slot, genesis } = JSON.parse(lines.at(-1) ?? "{}") as { readonly slot: number; readonly genesis: string };
  return join(dataDir, "miner", `slot-${slot}`, genesis.slice(2, 18));
}

it("a new worker goes on from what another one gives it, whatever somebody else says in that one's place", async () => {
  await using bus = await joinBus(dataDir, "miner");
  let heard = 0;
  for (const worker of await members())
    bus.serve(subjects.handOver, { at: { identity: worker.slice(2) } }, async () => {
      heard++;
      return new Uint8Array(1_000);
    });
  // What a worker has of its own, it reads when it starts: without it, it is another one.
  await rm(await sealsOf(1), { recursive: true });
  await restart("miner-1");
  await eventually(async () => (await countOf(1, "contracts_received_total")) === 1, slow);
  const answers = await askAll(2);
  expect(answers.map(({ value }) => value)).toEqual([8, 8]);
  expect(new Set(answers.map(({ tag }) => tag)).size).toBe(1);
  expect(await members()).toHaveLength(3);
  expect([await countOf(1, "messages_executed_total"), await countOf(0, "checkpoints_given_total")]).toEqual([0, 1]);
  expect(heard).toBeGreaterThan(0);
  await contract.command(alice, "add", 1);
  await eventually(async () => (await countOf(1, "messages_executed_total")) === 1, slow);
});
