import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Hex, toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import { balances, type Era, immortal, mortalEra, PHA, signExtrinsic } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, type Reply } from "./http.ts";
import { type Network, startNetwork } from "./network.ts";
import { allServe, expectKept, keepDoing, type Load, sumOfBalances } from "./outages.ts";

let network: Network;
let genesisHash: Hex;

beforeAll(async () => {
  network = await startNetwork({ chains: 2 });
  genesisHash = (await ask(`${network.http}/v1/genesis`)).body.hash;
});
afterAll(() => network?.[Symbol.asyncDispose]());

const receiver = keypairFromUri("//Receiver", "ed25519").accountId;
const pay = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: receiver }, value: PHA });
const receipts: Hex[] = [];

let turns = 0;
/** The replicas in turn: one of them may be dead. */
function aChain(): string {
  const { chains } = network.devnet.urls;
  return chains[turns++ % chains.length] as string;
}

/** Hands in the same bytes, here and there, until there is an answer. */
async function handIn(bytes: Uint8Array): Promise<Reply> {
  const reply = await eventually(
    async () => {
      const given = await ask(`${aChain()}/v1/transactions`, { extrinsic: toHex(bytes) }).catch(nobodyThere);
      return given && ![502, 503].includes(given.status) && given;
    },
    { withinMs: 60_000 },
  );
  if (reply.status === 202) receipts.push(reply.body.hash);
  return reply;
}

function nobodyThere(error: unknown): undefined {
  if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
}

/** Transfers, one nonce after the other. */
function transfers(uri: string): Load<void> {
  const key = keypairFromUri(uri, "ed25519");
  let nonce = 0;
  return keepDoing(async () => {
    const bytes = signExtrinsic(key, pay, { era: immortal, nonce, tip: 0n }, { genesisHash });
    expect(await handIn(bytes)).toMatchObject({ status: 202 });
    nonce++;
  });
}

/** Extrinsics that no block will take: their predecessor never comes, so they expire, or others replace them. */
function hopeless(uri: string): Load<void> {
  const key = keypairFromUri(uri, "sr25519");
  let tip = 0n;
  return keepDoing(async () => {
    const head = await ask(`${aChain()}/v1/blocks/finalized`).catch(nobodyThere);
    if (head?.status !== 200) return;
    const { number, hash: eraBlockHash } = head.body;
    const era: Era = mortalEra(4, number);
    tip = 2n * tip + 1n;
    const context = { genesisHash, eraBlockHash };
    await handIn(signExtrinsic(key, pay, { era, nonce: 1, tip }, context));
    await delay(randomInt(100, 600)); // the pace of the load: a few a block, so that some wait while others replace them
  });
}

/** Each once, and one more, in a random order: both replicas of the chain, a validator, NATS, Postgres. */
function victims(): string[] {
  const names = ["chain-0", "chain-1", `relay-${randomInt(4)}`, "nats", "postgres"];
  const more = [names[randomInt(5)]] as string[];
  return [...names, ...more]
    .map((name) => ({ name, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

it("kill -9 of author and replica, validators, NATS and Postgres at random points of a load: every receipt is in exactly one finalized block or reported invalid or dropped with a reason, heights have no gap, the sum of balances is the issuance", async () => {
  const loads = [transfers("//Alice"), transfers("//Bob"), hopeless("//Charlie")];
  const killed: string[] = [];
  for (const name of victims()) {
    await delay(randomInt(200, 1_500)); // a random point is what is asked for
    const victim = network.devnet.processes[name] ?? expect.fail(`there is no ${name}`);
    const { pid } = victim;
    victim.kill("SIGKILL");
    killed.push(name);
    await eventually(() => ![0, pid].includes(victim.pid), { withinMs: 60_000 });
  }
  await Promise.all(loads.map((load) => load.stop()));
  expect(loads.flatMap(({ failures }) => failures)).toEqual([]);
  await eventually(() => allServe(network), { withinMs: 60_000 });

  const { ends, payers, blocks } = await expectKept(network.http, receipts);
  const { hash } = (await ask(`${network.http}/v1/blocks/finalized`)).body;
  const { sum, issuance } = await sumOfBalances(network.http, hash);
  const counts = Object.fromEntries(
    [...Map.groupBy(ends.values(), (end) => end)].map(([end, all]) => [end, all.length]),
  );
  console.log(
    `kill run: killed ${killed.join(", ")}; receipts given ${receipts.length}, found once ${counts["finalized"]}, ` +
      `${JSON.stringify(counts)}; blocks 1 to ${blocks} without a gap; sum of balances ${sum}, issuance ${issuance}`,
  );
  expect(sum).toBe(issuance);
  expect(payers.length).toBe(counts["finalized"]);
  expect(new Set(receipts).size).toBe(receipts.length);
  expect(counts["finalized"]).toBeGreaterThan(10);
});
