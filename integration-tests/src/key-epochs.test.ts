import { toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node";
import { type Call, makeCall, readState } from "@pha/frame";
import { attestation, contracts, gatekeepers, generationOf, keysAt, sudo, tuning } from "@pha/runtime/spec";
import { type Contract, isUnavailable } from "@pha/sdk";
import { type Scope, sealCommand, sealQuery } from "@pha/secret-channel";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "./http.ts";
import { keepDoing } from "./outages.ts";
import { alice, bob, charlie } from "./parties.ts";
import { deployAuction, newestBlock, startWholeNetwork, untilAgreed, type WholeNetwork } from "./whole-network.ts";

const slow = { withinMs: 240_000 };
const which = { auction: 1 };
const keyEpoch = 40;
let network: WholeNetwork;
let auction: Contract;
let amount = 0;
let first: { readonly scope: Scope; readonly key: `0x${string}` };

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 2 });
  auction = await deployAuction(network.client);
  await auction.command(alice, "create", { item: "clock", closesAtBlock: 1_000_000 });
  const { epoch, key } = await keys();
  const { codeHash } = await auction.record();
  const scope = { genesis: network.client.genesisHash, contract: auction.id, codeHash, epoch };
  first = { scope, key: key ?? expect.fail("no key") };
  const parameter = { type: "Contracts", value: { type: "keyEpoch", value: keyEpoch } } as const;
  await asRoot(makeCall(tuning, "set", { parameter }));
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** The contract's keys as of the newest block. */
async function keys() {
  const number = await newestBlock(network.client);
  return keysAt(await auction.record(), number);
}

/** The master key as the newest block has it, and how far the making of another is. */
async function masterKey() {
  await network.client.head();
  return network.client.read((state) => {
    const reads = readState(gatekeepers, state);
    return { inUse: reads.sharing.get()?.generation, dkg: reads.dkg.get() };
  });
}

/** The generation of the master key of which the contract's current keys are. */
async function generation(): Promise<number> {
  const { epoch } = await keys();
  return generationOf(await auction.record(), epoch);
}

const asRoot = (call: Call) => network.client.submit(alice, makeCall(sudo, "sudo", { call }));
const kill = (name: string) => network.devnet.processes[name]?.kill("SIGKILL");

/** Does something while the auction gets bids and queries: none of them is lost, and each failure says when to ask again. */
async function underLoad(work: () => Promise<void>): Promise<void> {
  const sent: bigint[] = [];
  const bid = async () => {
    const args = { ...which, amount: String(++amount) };
    sent.push((await auction.command(bob, "bid", args, { wait: "finalized" })).message);
  };
  const query = async () => (await auction.query("status", which, { caller: charlie })).value;
  const loads = [keepDoing(bid), keepDoing(query)];
  try {
    await work();
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
  }
  for (const { failures, done } of loads) {
    expect(failures.filter((failure) => !isUnavailable(failure))).toEqual([]);
    expect(done.length).toBeGreaterThan(0);
  }
  for (const message of sent) await auction.receipt(message, { timeoutMs: 120_000 });
  const last = (await auction.query("myBid", which, { caller: bob })).value;
  expect(last).toMatchObject({ amount: String(amount) });
  await untilAgreed(network.client, auction, which);
}

it("loses nothing from epoch to epoch, whoever is killed around the step", () =>
  underLoad(async () => {
    for (const [epoch, victim] of ["gatekeeper-0", "miner-1"].entries()) {
      await eventually(async () => (await keys()).next?.epoch === epoch + 1, slow);
      kill(victim);
      await eventually(async () => (await keys()).epoch === epoch + 1, slow);
    }
  }));

it("loses nothing while another master key is made, whichever gatekeeper is killed at which step", async () => {
  await asRoot(makeCall(gatekeepers, "set_times", { window_ticks: 8, reshare_ticks: 0 }));
  await underLoad(async () => {
    for (const [i, step] of (["Keys", "Deals", "Checks"] as const).entries()) {
      await asRoot(makeCall(gatekeepers, "renew", {}));
      await eventually(async () => (await masterKey()).dkg.phase.type === step, slow);
      kill(`gatekeeper-${i}`);
      await eventually(async () => (await generation()) === i + 1, slow);
    }
  });
  const beacon = await network.client.beacon();
  await eventually(async () => ((await network.client.beacon())?.round ?? 0n) > (beacon?.round ?? 0n), slow);
  expect((await network.client.beacon())?.generation).toBe(3);
});

it("has gatekeepers erase their shares of older master keys once the contract needs none of them any more", async () => {
  const holds = async () => (await network.client.gatekeepers()).map((word) => ("holds" in word ? word.holds : []));
  expect((await holds()).flat()).toContain(2);
  const parameter = { type: "Contracts", value: { type: "keepsHistory", value: false } } as const;
  await asRoot(makeCall(tuning, "set", { parameter }));
  await eventually(async () => (await holds()).every((each) => each.join() === "3"), slow);
  await auction.command(bob, "bid", { ...which, amount: String(++amount) });
  expect((await auction.query("myBid", which, { caller: bob })).value).toMatchObject({ amount: String(amount) });
});

it("goes on with keys that nobody was given before, as soon as something is denied", async () => {
  const { epoch, next } = await keys();
  const platforms = await network.client.read((state) => readState(attestation, state).platforms.get());
  const denied = [...platforms.denied, { type: "Platform" as const, value: toHex(primitives.randomBytes(32)) }];
  await asRoot(makeCall(attestation, "set_platforms", { platforms: { ...platforms, denied } }));
  await eventually(async () => (await keys()).epoch === (next?.epoch ?? epoch) + 2, slow);
  await auction.command(bob, "bid", { ...which, amount: "1000000" });
});

it("takes no command and no query that is encrypted for an epoch that is over", async () => {
  const { scope, key } = first;
  const call = { method: "bid", args: utf8(JSON.stringify({ ...which, amount: "1000" })) };
  const { sealed } = sealCommand(primitives, key, scope, bob.accountId, call);
  const stale = makeCall(contracts, "push_command", {
    ...{ contract: auction.id, epoch: scope.epoch, ...sealed },
    ...{ value: 0n, asset: undefined, reads: [] },
  });
  await expect(network.client.submit(bob, stale)).rejects.toMatchObject({ code: "Contracts.WrongEpoch" });

  const asked = {
    call: { method: "status", args: utf8(JSON.stringify(which)) },
    issued: await newestBlock(network.client),
  };
  const { enc, ciphertext } = sealQuery(primitives, key, scope, asked).sealed;
  const url = `${network.devnet.urls.gatekeepers[0]}/v1/contracts/${auction.id}/query`;
  expect((await ask(url, { enc, ciphertext: toHex(ciphertext) })).body).toMatchObject({
    code: "channel.Undecipherable",
  });
});
