import { type Call, makeCall, readState } from "@pha/frame";
import { type Dkg, type GroupKey, gatekeepers, groupKeyOf, sudo } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alice, bob } from "./parties.ts";
import { deployAuction, newestBlock, runNode, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const slow = { withinMs: 120_000 };
let network: WholeNetwork;
let auction: Contract;
let first: GroupKey;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1 });
  auction = await deployAuction(network.client);
  first = (await sharing()) as GroupKey;
});

afterAll(() => network?.[Symbol.asyncDispose]());

async function sharing(): Promise<GroupKey | undefined> {
  await network.client.head();
  return network.client.read((state) => groupKeyOf(readState(gatekeepers, state)));
}

async function dkg(): Promise<Dkg> {
  await network.client.head();
  return network.client.read((state) => readState(gatekeepers, state).dkg.get());
}

const asRoot = (call: Call) => network.client.submit(alice, makeCall(sudo, "sudo", { call }));
const setTimes = (window_ticks: number, reshare_ticks: number) =>
  asRoot(makeCall(gatekeepers, "set_times", { window_ticks, reshare_ticks }));

/** What a gatekeeper says of itself. */
async function standingOf(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/v1/keys`);
  return answer.ok ? ((await answer.json()) as { readonly standing: unknown }).standing : undefined;
}

it("shares the master key anew in its time, and contracts keep their keys", async () => {
  await setTimes(8, 4);
  const next = await eventually(async () => {
    const now = await sharing();
    return now && now.round > first.round ? now : undefined;
  }, slow);
  expect(next.publicKey).toBe(first.publicKey);
  await auction.command(alice, "create", {
    item: "clock",
    closesAtBlock: (await newestBlock(network.client)) + 100_000,
  });
});

it.each([
  ["Keys", "gatekeeper-0"],
  ["Deals", "gatekeeper-1"],
  ["Checks", "gatekeeper-2"],
] as const)("comes to a sharing of all three when one is killed at %s", async (phase, victim) => {
  await eventually(async () => (await dkg()).phase.type === phase, slow);
  const { round } = await dkg();
  network.devnet.processes[victim]?.kill("SIGKILL");
  const after = await eventually(async () => {
    const now = await sharing();
    return now && now.round > round && now.publicShares.length === 3 ? now : undefined;
  }, slow);
  expect(after.publicKey).toBe(first.publicKey);
  for (const url of network.devnet.urls.gatekeepers)
    await eventually(async () => (await standingOf(url).catch(() => undefined)) === "holds-share", slow);
});

it("gives a new contract its keys of what was shared anew, and the old one answers", async () => {
  await setTimes(60, 0);
  const other = await deployAuction(network.client, bob);
  const { value } = await other.command(bob, "create", { item: "vase", closesAtBlock: 100_000_000 });
  expect(value).toBeDefined();
  expect((await auction.query("status", { auction: 1 })).value).toBeDefined();
});

it("has told whom gatekeepers gave keys, and what a leak of each would open", async () => {
  const { chain, gatekeepers: urls } = network.devnet.urls;
  const where = ["--chain", chain, "--gatekeepers", urls.join(","), "--json"];
  const pha = async (...args: string[]) => JSON.parse(await runNode(["packages/cli/src/main.ts", ...args, ...where]));
  const told: { worker: string; contract: string; kinds: string[] }[] = await eventually(async () => {
    const found = await pha("keys", "grants", "--contract", auction.id);
    return found.length >= first.threshold && found;
  }, slow);
  const [{ worker }] = told as [(typeof told)[0]];
  expect(told.every(({ contract, kinds }) => contract === auction.id && kinds.includes("encrypt"))).toBe(true);

  const { members } = await network.client.read((state) => ({ members: readState(gatekeepers, state).members.get() }));
  const opens = async (...ids: string[]) => (await pha("keys", "blast-radius", ...ids)).opens.length;
  const of = members.map(({ identity }) => identity);
  expect(await opens(auction.id)).toBe(1);
  expect(await opens(worker)).toBe(2);
  expect([await opens(...of.slice(0, first.threshold - 1)), await opens(...of)]).toEqual([0, 2]);
});
