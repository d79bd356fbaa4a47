import { utf8 } from "@pha/codec";
import { makeCall, readState } from "@pha/frame";
import { clusters, contracts } from "@pha/runtime/spec";
import { type Contract, isUnavailable } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepDoing } from "./outages.ts";
import { alice, bob, charlie } from "./parties.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const slow = { withinMs: 240_000 };

const first = `export default {
  init(ctx) { ctx.state.put("count", "0"); },
  commands: { add(ctx) { ctx.state.put("count", String(Number(ctx.state.get("count")) + 1)); } },
  queries: { count: (ctx) => Number(ctx.state.get("count")) },
};`;
/** Counts in tenths, under another name, from what the first code has left. */
const second = `export default {
  migrate(ctx) { ctx.state.put("tenths", String(10 * Number(ctx.state.get("count")))); ctx.state.delete("count"); },
  commands: { add(ctx) { ctx.state.put("tenths", String(Number(ctx.state.get("tenths")) + 10)); } },
  queries: { count: (ctx) => Number(ctx.state.get("tenths")) / 10, tenths: (ctx) => Number(ctx.state.get("tenths")) },
};`;
const failing = `export default {
  migrate(ctx) { ctx.state.delete("tenths"); throw new Error("It does not fit."); },
  commands: {}, queries: {},
};`;

let network: WholeNetwork;
let contract: Contract;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 2, checkpointBlocks: 2 });
  contract = await network.client.deploy(alice, { code: utf8(first), upgrades: "owner" });
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** What each of the cluster's workers counts, and the tags of the states. */
async function countedByAll() {
  return eventually(async () => {
    await network.client.head();
    const members = await network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
    const asked = members.map((worker) => contract.query("count", null, { worker }));
    const answers = (await Promise.allSettled(asked)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const counted = answers.map(({ value, statement: { stateTag } }) => ({ value, stateTag }));
    return counted.length === 2 && new Set(counted.map(({ stateTag }) => stateTag)).size === 1 && counted;
  }, slow);
}

it("a contract goes over to other code under load while a miner is killed: nothing is lost, tags agree", async () => {
  const before = await contract.record();
  const other = await network.connect();
  const pinned = other.contract(contract.id, { codeHash: before.codeHash });
  const counted = new Set<number>();
  const command = async () => {
    await contract.command(bob, "add");
  };
  const query = async () => {
    counted.add((await contract.query<number>("count", null, { caller: charlie })).value);
  };
  const loads = [keepDoing(command), keepDoing(query)] as const;
  await eventually(() => counted.size > 2, slow);
  const victim = network.devnet.processes["miner-1"];
  const codeHash = await contract.upgrade(alice, utf8(second), {
    progress: (step) => step === "waiting for the workers" && victim?.kill("SIGKILL"),
    timeoutMs: 120_000,
  });
  const size = counted.size;
  await eventually(() => counted.size > size + 2, slow);
  await Promise.all(loads.map((load) => load.stop()));

  for (const { failures } of loads)
    expect(
      failures.filter((failure) => !isUnavailable(failure) && Object(failure).code !== "Contracts.CodeReplaced"),
    ).toEqual([]);
  const done = loads[0].done.length;
  expect(await contract.record()).toMatchObject({ codeHash, life: { replaced: { codeHash: before.codeHash } } });
  const all = await countedByAll();
  expect(all.map(({ value }) => value)).toEqual([done, done]);
  expect((await contract.query("tenths")).value).toBe(10 * done);

  const refused = { code: "sdk.CodeDiffers", data: { expected: before.codeHash, actual: codeHash } };
  await expect(pinned.query("count")).rejects.toMatchObject(refused);
  await expect(pinned.command(bob, "add")).rejects.toMatchObject(refused);
});

it("code that cannot take over changes nothing, and its failure is told", async () => {
  const { codeHash } = await contract.record();
  const { value } = await contract.query("count");
  await expect(contract.upgrade(alice, utf8(failing))).rejects.toMatchObject({
    code: "sdk.UpgradeFailed",
    data: { reason: "contract-engine.ContractThrew", message: expect.stringContaining("It does not fit.") },
  });
  expect((await contract.record()).codeHash).toBe(codeHash);
  await contract.command(bob, "add");
  expect((await contract.query("count")).value).toBe(Number(value) + 1);
});

it("whoever accepts no contract that its owner may change is told before anything is sent", async () => {
  for (const most of ["never", "governance"] as const) {
    const careful = network.client.contract(contract.id, { upgrades: most });
    await expect(careful.command(bob, "add")).rejects.toMatchObject({
      code: "sdk.UpgradableBy",
      data: { by: "owner" },
    });
  }
  const fixed = await network.client.deploy(alice, { code: utf8(first) });
  const refused = { code: "Contracts.UpgradeForbidden" };
  await expect(fixed.upgrade(alice, utf8(second), { preflight: true })).rejects.toMatchObject(refused);
  await expect(contract.upgrade(bob, utf8(first), { preflight: true })).rejects.toMatchObject({
    code: "Contracts.NotOwner",
  });
});

it("its owner has it take no commands for a while, and hands it on: with it goes who reads the log", async () => {
  const { id } = contract;
  await network.client.submit(alice, makeCall(contracts, "pause", { contract: id }));
  await expect(contract.command(bob, "add")).rejects.toMatchObject({
    code: "Contracts.Paused",
    data: { by: alice.accountId },
  });
  await contract.query("count");
  await network.client.submit(alice, makeCall(contracts, "resume", { contract: id }));
  await contract.command(bob, "add");
  await network.client.submit(alice, makeCall(contracts, "offer", { contract: id, to: bob.accountId }));
  await network.client.submit(bob, makeCall(contracts, "accept", { contract: id }));
  expect((await contract.record()).owner).toBe(bob.accountId);
  await eventually(async () => {
    // A worker that has not seen the block yet takes the old owner for it.
    const [asked] = await Promise.allSettled([contract.logs(bob)]);
    return asked.status === "fulfilled";
  }, slow);
  await expect(contract.logs(alice)).rejects.toMatchObject({ code: "contract-engine.NotOwner" });
});

it("a miner that starts anew executes both codes, and comes to the same", async () => {
  const victim = network.devnet.processes["miner-0"] ?? expect.fail();
  const { pid } = victim;
  victim.kill("SIGKILL");
  await eventually(() => ![0, pid].includes(victim.pid), slow);
  const { value } = await contract.query("count");
  expect((await countedByAll()).map((one) => one.value)).toEqual([value, value]);
});
