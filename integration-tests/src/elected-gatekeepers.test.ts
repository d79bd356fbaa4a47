import type { Hex } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import {
  attestation,
  gatekeeperElection,
  gatekeepers,
  groupKeyOf,
  PHA,
  sudo,
  tuning,
  utility,
} from "@pha/runtime/spec";
import { type Contract, isUnavailable } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepDoing } from "./outages.ts";
import { alice, bob, charlie } from "./parties.ts";
import { deployAuction, newestBlock, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

const slow = { withinMs: 240_000 };
const which = { auction: 1 };
let network: WholeNetwork;
let auction: Contract;
let publicKey: Hex;
/** In order of their stake at first. */
let candidates: readonly Hex[];

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1, gatekeepers: 4 });
  auction = await deployAuction(network.client);
  await auction.command(alice, "create", { item: "clock", closesAtBlock: 1_000_000 });
  const { key, seated } = await committee();
  publicKey = key;
  candidates = seated;
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** Who has a seat, and who a share of the key, as the newest block has it. */
async function committee() {
  await network.client.head();
  return network.client.read((state) => {
    const reads = readState(gatekeepers, state);
    const { publicKey: key = "0x", publicShares = [] } = groupKeyOf(reads) ?? {};
    return {
      key,
      seated: reads.members.get().map(({ identity }) => identity),
      sharing: publicShares.map(({ identity }) => identity),
    };
  });
}

/** Waits until these and no others have seats, and shares of the same key as at first. */
async function untilShared(expected: readonly Hex[]): Promise<void> {
  const names = (identities: readonly Hex[]) => [...identities].sort().join();
  await eventually(async () => {
    const { seated, sharing } = await committee();
    return names(seated) === names(expected) && names(sharing) === names(expected);
  }, slow);
  expect((await committee()).key).toBe(publicKey);
}

/** Gatekeepers that say of themselves that they hold a share of the key as it is shared now. */
async function holders(): Promise<number> {
  const answers = await Promise.all(network.devnet.urls.gatekeepers.map((url) => fetch(`${url}/v1/keys`)));
  const told = await Promise.all(answers.map((answer) => answer.json() as Promise<{ readonly standing: string }>));
  return told.filter(({ standing }) => standing === "holds-share").length;
}

const asRoot = (call: Call) => network.client.submit(alice, makeCall(sudo, "sudo", { call }));
const set = (type: "seats" | "eraTicks", value: number) =>
  makeCall(tuning, "set", { parameter: { type: "GatekeeperElection", value: { type, value } } });

/** Its operator puts up so much behind a gatekeeper. */
async function stand(identity: Hex, amount: bigint): Promise<void> {
  const operator = await network.client.read((state) => readState(attestation, state).workers.get(identity)?.operator);
  const call = makeCall(gatekeeperElection, "stand", { identity, amount });
  await network.client.submit(
    alice,
    makeCall(sudo, "sudo_as", { who: { type: "Id", value: operator ?? expect.fail("not registered") }, call }),
  );
}

it("elects those with most stake: who has least gives up its seat, and the key is shared among the others", async () => {
  for (const [i, identity] of candidates.entries()) await stand(identity, BigInt(40_000 - 10_000 * i) * PHA);
  await asRoot(makeCall(utility, "batch_all", { calls: [set("eraTicks", 5), set("seats", 3)] }));
  await untilShared(candidates.slice(0, 3));
  await eventually(async () => (await holders()) === 3, slow);
});

it("gives the seat of a member to a candidate that has more behind it, under load, and nothing is lost", async () => {
  const sent: bigint[] = [];
  let amount = 0;
  const bid = async () => {
    const args = { ...which, amount: String(++amount) };
    sent.push((await auction.command(bob, "bid", args, { wait: "finalized" })).message);
  };
  const query = async () => (await auction.query("status", which, { caller: charlie })).value;
  const loads = [keepDoing(bid), keepDoing(query)];
  const [first, second, , last] = candidates as readonly [Hex, Hex, Hex, Hex];
  try {
    const nominate = makeCall(gatekeeperElection, "nominate", { identity: last, amount: 15_000n * PHA });
    await network.client.submit(charlie, nominate);
    await untilShared([first, second, last]);
    await eventually(async () => (await holders()) === 3, slow);
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
  }
  for (const { failures, done } of loads) {
    expect(failures.filter((failure) => !isUnavailable(failure))).toEqual([]);
    expect(done.length).toBeGreaterThan(0);
  }
  for (const message of sent) await auction.receipt(message, { timeoutMs: 120_000 });
  const { value } = await auction.query("myBid", which, { caller: bob });
  expect(value).toMatchObject({ amount: String(amount) });
  console.log(
    `${loads.map(({ done, failures }) => `${done.length} done, ${failures.length} to be asked again`).join("; ")}`,
  );
});

it("makes keys of a new contract with the new committee", async () => {
  const other = await deployAuction(network.client, bob);
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  expect((await other.command(bob, "create", { item: "vase", closesAtBlock })).value).toBeDefined();
});
