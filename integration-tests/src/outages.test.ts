import { randomInt } from "node:crypto";
import { type Hex, toHex, utf8 } from "@pha/codec";
import { keypairFromUri, nodePrimitives } from "@pha/crypto/node";
import { makeCall, readState } from "@pha/frame";
import { balances, initialIssuance, PHA, system } from "@pha/runtime/spec";
import { type Contract, isUnavailable, type Signer } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, problemOf, submitByRest } from "./http.ts";
import { allServe, expectKept, isReady, keepDoing, without } from "./outages.ts";
import { alice, bob, charlie, dave } from "./parties.ts";
import { signCall } from "./signing.ts";
import { deployAuction, newestBlock, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

let network: WholeNetwork;
let auction: Contract;
const which = { auction: 1 };
const receiver = keypairFromUri("//Receiver", "sr25519");
const receipts: Hex[] = [];

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1 });
  auction = await deployAuction(network.client);
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  await auction.command(alice, "create", { item: "clock", closesAtBlock });
  await auction.command(bob, "bid", { ...which, amount: "7" });
});

afterAll(() => network?.[Symbol.asyncDispose]());

const payment = makeCall(balances, "transfer_keep_alive", {
  dest: { type: "Id", value: receiver.accountId },
  value: PHA,
});

/** Pays one PHA and notes the receipt. */
async function pay(signer: Signer): Promise<void> {
  receipts.push((await network.client.submit(signer, payment, { wait: "accepted" })).hash);
}

/** Bob's own bid. */
const query = async () => (await auction.query("myBid", which, { caller: bob })).value;

/** The network, as somebody meets it who comes now. */
async function expectServing(): Promise<void> {
  await eventually(() => allServe(network), { withinMs: 60_000 });
  await network.client.submit(dave, payment).then(({ hash }) => receipts.push(hash));
  expect(await query()).toEqual({ amount: "7", outcome: "sealed" });
}

/** Nothing accepted is lost or doubled, and money is neither made nor lost. */
async function expectSound(): Promise<void> {
  const { payers } = await expectKept(network.devnet.urls.chain, receipts);
  expect((await network.client.account(receiver.accountId)).data.free).toBe(PHA * BigInt(payers.length));
  const issuance = await network.client.read((state) => readState(balances, state).totalIssuance.get());
  expect(issuance).toBe(initialIssuance);
}

/** Transfers and queries through an outage: what fails says that it may be tried again, and no other process ends. */
async function underLoad(victim: string, work: () => Promise<void>): Promise<void> {
  const others = Object.values(network.devnet.processes).filter(({ name }) => name !== victim);
  const pids = others.map(({ name, pid }) => [name, pid]);
  const loads = [keepDoing(() => pay(charlie)), keepDoing(query)];
  try {
    await work();
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
  }
  expect(others.map(({ name, pid }) => [name, pid])).toEqual(pids);
  for (const { failures, done } of loads) {
    expect(failures.filter((failure) => !isUnavailable(failure))).toEqual([]);
    expect(done.length).toBeGreaterThan(0);
  }
}

const askGatekeeper = (url: string) =>
  ask(`${url}/v1/contracts/${auction.id}/query`, {
    enc: auction.id,
    ciphertext: toHex(nodePrimitives.randomBytes(512)),
  });

async function signedByDave(): Promise<Uint8Array> {
  const { nonce } = await network.client.account(dave.accountId);
  const remark = makeCall(system, "remark", { remark: utf8("meanwhile") });
  return signCall(dave, remark, { genesisHash: network.client.genesisHash, nonce });
}

describe("without NATS", () => {
  it("transactions are accepted and wait, queries are refused with a reason, and all goes on when it is back", async () => {
    const { chain, gatekeepers } = network.devnet.urls;
    const extrinsic = await signedByDave();
    await underLoad("nats", async () => {
      await without(network, "nats", async () => {
        await eventually(async () => !(await isReady(chain)));
        const { status, body } = await submitByRest(chain, extrinsic);
        expect(status).toBe(202);
        receipts.push(body.hash);
        for (const url of gatekeepers) expect(problemOf(await askGatekeeper(url))).toMatch(/^503 service-kit\.Bus/);
      });
      await expectServing();
    });
    await expectSound();
  });
});

describe("without Postgres", () => {
  it("nothing is accepted, with a reason, and all goes on when it is back", async () => {
    const { chain } = network.devnet.urls;
    const extrinsic = await signedByDave();
    await underLoad("postgres", async () => {
      await without(network, "postgres", async () => {
        await eventually(async () => !(await isReady(chain)));
        expect(problemOf(await submitByRest(chain, extrinsic))).toBe("503 service-kit.DbUnavailable");
      });
      await expectServing();
    });
    await expectSound();
  });

  it("for a moment, as when it is killed and started again, costs nothing but time", async () => {
    await underLoad("postgres", async () => {
      const { postgres } = network.devnet.processes;
      const killed = postgres?.pid;
      postgres?.kill("SIGKILL");
      await eventually(() => postgres !== undefined && ![0, killed].includes(postgres.pid));
      await expectServing();
    });
    await expectSound();
  });
});

describe("the chain", () => {
  it("killed at random points of a burst of 100 transfers keeps every receipt it gave", async () => {
    const before = receipts.length;
    const share = async (signer: Signer) => {
      for (let left = 25; left > 0; )
        await pay(signer).then(
          () => left--,
          (failure: unknown) => expect(isUnavailable(failure)).toBe(true),
        );
    };
    const burst = Promise.all([alice, bob, charlie, dave].map(share));
    for (let round = 1; round <= 3; round++) {
      const killAt = 15 * round + randomInt(0, 12);
      await eventually(() => receipts.length - before > killAt, { withinMs: 60_000 });
      network.devnet.processes["chain-0"]?.kill("SIGKILL");
    }
    await burst;
    expect(receipts.length - before).toBe(100);
    await expectServing();
    await expectSound();
  });
});
