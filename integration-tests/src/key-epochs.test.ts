import { toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node";
import { type Call, makeCall, readState } from "@pha/frame";
import { attestation, contracts, keysAt, sudo, tuning } from "@pha/runtime/spec";
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

const asRoot = (call: Call) => network.client.submit(alice, makeCall(sudo, "sudo", { call }));
const kill = (name: string) => network.devnet.processes[name]?.kill("SIGKILL");

it("loses nothing from epoch to epoch, whoever is killed around the step", async () => {
  const sent: bigint[] = [];
  let amount = 0;
  const bid = async () => {
    const args = { ...which, amount: String(++amount) };
    sent.push((await auction.command(bob, "bid", args, { wait: "finalized" })).message);
  };
  const query = async () => (await auction.query("status", which, { caller: charlie })).value;
  const loads = [keepDoing(bid), keepDoing(query)];
  for (const [epoch, victim] of ["gatekeeper-0", "miner-1"].entries()) {
    await eventually(async () => (await keys()).next?.epoch === epoch + 1, slow);
    kill(victim);
    await eventually(async () => (await keys()).epoch === epoch + 1, slow);
  }
  await Promise.all(loads.map((load) => load.stop()));

  for (const { failures, done } of loads) {
    expect(failures.filter((failure) => !isUnavailable(failure))).toEqual([]);
    expect(done.length).toBeGreaterThan(0);
  }
  for (const message of sent) await auction.receipt(message, { timeoutMs: 120_000 });
  const last = (await auction.query("myBid", which, { caller: bob })).value;
  expect(last).toMatchObject({ amount: String(amount) });
  await untilAgreed(network.client, auction, which);
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
