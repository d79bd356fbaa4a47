import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { balances, extrinsicHash, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import { startChainProcess } from "../testing/chain-process.ts";
import { sumOfBalances } from "../testing/sum-of-balances.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "../testing/test-chain.ts";

const bob = key("//Bob").accountId;

let ground: Ground;
let genesis: Ledger["genesis"];
let signers: AsyncDisposable;
beforeAll(async () => {
  ground = await openGround();
  await using chain = await ground.start();
  genesis = chain.ledger.genesis;
  signers = await startSigners(ground.config.natsUrl, genesis.hash);
});
afterAll(async () => {
  await signers[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

/** Every receipt is in one finalized block, heights have no gap, money is conserved. */
async function expectSound(ledger: Ledger, receipts: readonly Hex[]): Promise<void> {
  for (const hash of receipts) {
    const status = await eventually(
      async () => {
        const now = await ledger.transaction(hash);
        return now?.type === "finalized" && now;
      },
      { withinMs: 60_000 },
    );
    expect(status.ok).toBe(true);
  }
  const included: Hex[] = [];
  let parentHash = genesis.hash;
  const { number: best } = ledger.best;
  for (let number = 1; number <= best; number++) {
    const hash = (await ledger.findHash(number)) as Hex;
    expect(await ledger.findHeader(hash)).toMatchObject({ number, parentHash });
    included.push(...((await ledger.findBody(hash)) ?? []).map(extrinsicHash));
    parentHash = hash;
  }
  expect(new Set(included).size).toBe(included.length);
  const state = await ledger.stateAt(ledger.best.hash);
  if (!state) throw new Error("no state");
  expect(await sumOfBalances(state)).toBe(await state.read((view) => readState(balances, view).totalIssuance.get()));
}

describe("chain after a crash", () => {
  it("keeps every receipt through kill -9 at random points", { timeout: 400_000 }, async () => {
    const receipts: Hex[] = [];
    const sender = "//Alice";
    let bytes = sign({ genesis }, sender, transfer(bob, PHA), { nonce: 0 });
    for (let round = 0; round < 3; round++) {
      await using chain = await startChainProcess(ground.config);
      let killing: Promise<void> | undefined;
      while (!chain.isKilled) {
        // Handed in again with the same bytes until there is a receipt: nobody knows what became of the last one.
        const hash = await chain.submit(bytes);
        if (hash === undefined) continue;
        receipts.push(hash);
        bytes = sign({ genesis }, sender, transfer(bob, PHA), { nonce: receipts.length });
        killing ??= delay(randomInt(0, 1_000)).then(() => chain.kill());
      }
      await killing;
    }
    expect(receipts.length).toBeGreaterThan(3);
    await using chain = await ground.start();
    await expectSound(chain.ledger, receipts);
  });

  it("goes on after being stopped in the middle of its work", { timeout: 120_000 }, async () => {
    const receipts: Hex[] = [];
    for (let round = 0; round < 2; round++) {
      await using chain = await ground.start();
      const from = await chain.ledger.nextNonce(key("//Bob").accountId);
      for (let nonce = from; nonce < from + 20; nonce++)
        receipts.push(
          (await chain.ledger.submit(sign({ genesis }, "//Bob", transfer(key("//Eve").accountId, PHA), { nonce })))
            .hash,
        );
    }
    await using chain = await ground.start();
    await expectSound(chain.ledger, receipts);
  });

  it("goes on after Postgres has dropped all connections", async () => {
    await using chain = await ground.start();
    const admin = new Client({ connectionString: ground.config.databaseUrl.reveal() });
    await admin.connect();
    const receipts: Hex[] = [];
    const from = await chain.ledger.nextNonce(key("//Dave").accountId);
    for (let nonce = from; nonce < from + 10; nonce++) {
      const bytes = sign({ genesis }, "//Dave", transfer(bob, PHA), { nonce });
      const { hash } = await eventually(() => chain.ledger.submit(bytes).catch(() => undefined));
      receipts.push(hash);
      if (nonce % 4 === 0)
        await admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
        );
    }
    await admin.end();
    await expectSound(chain.ledger, receipts);
  });
});
