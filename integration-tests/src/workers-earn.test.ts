import type { Keypair } from "@pha/crypto";
import { keypairFromUri } from "@pha/crypto/node";
import { type Call, makeCall, readState } from "@pha/frame";
import {
  attestation,
  clusters,
  computation,
  developmentAccounts,
  PHA,
  poolAccount,
  stakePools,
  system,
} from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alice } from "./parties.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

let network: WholeNetwork;
const pool = 0;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1 });
});

afterAll(() => network?.[Symbol.asyncDispose]());

const people = developmentAccounts.map(({ uri, scheme }) => keypairFromUri(uri, scheme));
const submit = (call: Call, signer: Keypair = alice) => network.client.submit(signer, call);

/** Blocks come as load makes them, and the beacon's rounds with them. */
async function busy<T>(look: () => Promise<T>): Promise<T> {
  const remark = makeCall(system, "remark", { remark: new Uint8Array(1) });
  return eventually(
    async () => {
      await submit(remark);
      return look();
    },
    { withinMs: 180_000 },
  ) as Promise<T>;
}

const worker = () =>
  network.client.read((state) => {
    const { scores, sessions } = readState(computation, state);
    const [identity] = [...(readState(clusters, state).clusters.get(0)?.members ?? [])];
    const operator = identity && readState(attestation, state).workers.get(identity)?.operator;
    return identity && { identity, operator, score: scores.get(identity), session: sessions.get(identity) };
  });

it("a machine is measured, staked by a pool, asked, and paid when it answers", async () => {
  const measured = await busy(async () => {
    const found = await worker();
    return found?.score && { ...found, score: found.score };
  });
  if (!measured) throw new Error("the worker is not measured");
  expect(measured.score.p).toBeGreaterThan(0);

  await submit(makeCall(stakePools, "create", { commission: 0 }));
  await submit(makeCall(stakePools, "contribute", { pool, amount: 20_000n * PHA }));
  await submit(makeCall(stakePools, "set_own_shares", { pool, shares: 20_000n * PHA }));
  const operator = people.find(({ accountId }) => accountId === measured.operator);
  await submit(makeCall(stakePools, "offer_worker", { pool, worker: measured.identity }), operator);
  await submit(makeCall(stakePools, "add_worker", { pool, worker: measured.identity }));
  await submit(makeCall(computation, "start", { worker: measured.identity, stake: 8_000n * PHA }));
  const balance = () =>
    network.client.read((state) => readState(system, state).account.get(poolAccount(pool)).data.free);
  const before = await balance();

  const earned = await busy(async () => (await worker())?.session?.earned || undefined);
  expect(await balance()).toBeGreaterThan(before);
  expect(earned).toBeGreaterThan(0n);
});

it("falls out when it is killed, and comes back with one answer", async () => {
  const miner = Object.values(network.devnet.processes).find(({ name }) => name.startsWith("miner"));
  if (!miner) throw new Error("there is no miner");
  miner.kill("SIGSTOP");
  await busy(async () => (await worker())?.session?.standing.type === "Unresponsive");
  miner.kill("SIGCONT");
  await busy(async () => (await worker())?.session?.standing.type === "Idle");
});
