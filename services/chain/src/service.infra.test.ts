import { fromHex, type Hex, toHex } from "@pha/codec";
import { stateKeyHash, stateValueHash, treeRoot, updateTree } from "@pha/crypto";
import { NotLoaded, readState, storageKeys } from "@pha/frame";
import { openWitness, readDigest, verifyCertificate } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { balances, mortalEra, PHA, system } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ledger, TransactionStatus } from "./ledger/ledger.ts";
import type { Chain } from "./service.ts";
import { sumOfBalances } from "./testing/sum-of-balances.ts";
import { type Ground, key, openGround, sign, startSigners, transfer, validatorSet } from "./testing/test-chain.ts";

let ground: Ground;
let chain: Chain;
let signers: Awaited<ReturnType<typeof startSigners>>;
let ledger: Ledger;

beforeAll(async () => {
  ground = await openGround();
  chain = await ground.start();
  ledger = chain.ledger;
  signers = await startSigners(ground.config.natsUrl, ledger.genesis.hash);
});
afterAll(async () => {
  await chain[Symbol.asyncDispose]();
  await signers[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

const bob = key("//Bob").accountId;

async function finalized(hash: Hex) {
  return eventually(async () => {
    const status = await ledger.transaction(hash);
    return status?.type === "finalized" && status;
  });
}

describe("chain", () => {
  it("takes an extrinsic from accepted to finalized, and tells each step once", async () => {
    const steps: TransactionStatus[] = [];
    const bytes = sign(ledger, "//Alice", transfer(bob, 5n * PHA), { nonce: 0 });
    const { hash } = runtime.decodeExtrinsic(bytes);
    const stop = ledger.events.on("transaction", (of, status) => of === hash && steps.push(status));
    expect(await ledger.submit(bytes)).toEqual({ hash });
    const { block, index } = await finalized(hash);
    stop();
    expect(steps.map(({ type }) => type)).toEqual(["ready", "inBlock", "finalized"]);
    expect((await ledger.findBody(block.hash))?.[index]).toEqual(bytes);
    const names = (await ledger.listEvents(block.hash)).filter((event) => event.extrinsic === index);
    expect(names.map(({ pallet, name }) => `${pallet}.${name}`)).toContain("Balances.Transfer");
  });

  it("says of an extrinsic that is waiting, in a block or finalized that it is known", async () => {
    const bytes = sign(ledger, "//Charlie", transfer(bob, PHA), { nonce: 0 });
    const results = await Promise.allSettled([ledger.submit(bytes), ledger.submit(bytes), ledger.submit(bytes)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    const known = expect.objectContaining({ code: "chain.AlreadyKnown" });
    expect(results.slice(1).map((result) => (result as PromiseRejectedResult).reason)).toEqual([known, known]);
    await finalized(runtime.decodeExtrinsic(bytes).hash);
    await expect(ledger.submit(bytes)).rejects.toEqual(known);
    expect((await ledger.pending()).length).toBe(0);
  });

  it("keeps nonces in order whatever the order of arrival", async () => {
    const all = [0, 1, 2, 3].map((nonce) => sign(ledger, "//Dave", transfer(bob, PHA), { nonce }));
    const last = await ledger.submit(all[3] as Uint8Array);
    expect(await ledger.transaction(last.hash)).toEqual({ type: "accepted" });
    for (const nonce of [2, 1, 0]) await ledger.submit(all[nonce] as Uint8Array);
    expect((await finalized(last.hash)).ok).toBe(true);
    expect(await ledger.nextNonce(key("//Dave").accountId)).toBe(4);
  });

  it("replaces a waiting extrinsic for a tip a tenth higher and writes down why it was dropped", async () => {
    const [poor, rich] = [0n, 9n].map((tip) => sign(ledger, "//Eve", transfer(bob, PHA), { nonce: 1, tip }));
    const { hash } = await ledger.submit(poor as Uint8Array);
    await ledger.submit(rich as Uint8Array);
    expect(await ledger.transaction(hash)).toEqual({ type: "dropped", reason: "Replaced" });
    await ledger.submit(sign(ledger, "//Eve", transfer(bob, PHA), { nonce: 0 }));
    await finalized(runtime.decodeExtrinsic(rich as Uint8Array).hash);
  });

  it("gives up a mortal extrinsic that nothing could include in time, and says why", async () => {
    const { number, hash: eraBlockHash } = ledger.best;
    const era = mortalEra(4, number);
    const waiting = sign(ledger, "//Ferdie", transfer(bob, PHA), { nonce: 1, era, eraBlockHash });
    const { hash } = await ledger.submit(waiting);
    const status = await eventually(async () => {
      const now = await ledger.transaction(hash);
      return now?.type !== "accepted" && now;
    });
    expect(status).toEqual({ type: "invalid", reason: "AncientBirthBlock" });
    await expect(ledger.submit(waiting)).rejects.toMatchObject({ code: "chain.TemporarilyBanned" });
  });

  it.each([
    ["an undecodable one", "transaction.Undecodable", () => Uint8Array.of(4, 1)],
    ["a nonce too far ahead", "transaction.Future", () => sign(ledger, "//Ferdie", transfer(bob, 1n), { nonce: 65 })],
    ["a used nonce", "transaction.Stale", () => sign(ledger, "//Alice", transfer(bob, 1n), { nonce: 0 })],
    ["one nobody pays for", "transaction.Payment", () => sign(ledger, "//Nobody", transfer(bob, 1n), { nonce: 0 })],
    [
      "one of another network",
      "transaction.BadProof",
      () =>
        sign({ genesis: { ...ledger.genesis, hash: ledger.best.hash } }, "//Alice", transfer(bob, 1n), { nonce: 1 }),
    ],
  ])("refuses %s and stores nothing", async (_, code, make) => {
    const bytes = make();
    await expect(ledger.submit(bytes)).rejects.toMatchObject({ code });
  });

  it("certifies every block by the set of its time, and proposals run again from their witness alone", async () => {
    const { number } = await eventually(() => ledger.finalized.number >= 3 && ledger.finalized);
    for (let height = 1; height <= number; height++) {
      const hash = (await ledger.findHash(height)) as Hex;
      const header = await ledger.findHeader(hash);
      const certificate = await ledger.findCertificate(height);
      const parent = header && (await ledger.findHeader(header.parentHash));
      const proposal = signers.proposals.get(hash);
      if (!header || !certificate || !parent || !proposal) throw new Error(`block ${height} is incomplete`);
      verifyCertificate(ledger.genesis.hash, validatorSet, header, certificate);

      const proven = openWitness(parent.stateRoot, proposal.witness);
      const known = new Set(proposal.witness.values.map(([key]) => toHex(key)));
      const view = {
        get(key: Hex) {
          if (!known.has(key)) throw new NotLoaded([key]);
          return proven.get(key);
        },
      };
      const block = runtime.startBlock(view, parent, readDigest(header));
      for (const bytes of proposal.extrinsics) block.applyExtrinsic(runtime.decodeExtrinsic(bytes));
      const leaves = [...block.finish().changes].map(
        ([key, value]) => [stateKeyHash(fromHex(key)), value && stateValueHash(value)] as const,
      );
      expect(treeRoot(updateTree(proven.tree.node, new Map(leaves)))).toBe(header.stateRoot);
    }
  });

  it("proves values at a certified height, and conserves money", async () => {
    const state = await ledger.stateAt(ledger.finalized.hash);
    if (!state) throw new Error("no state");
    const keys = [storageKeys(system).account.key(bob), storageKeys(system).account.key(`0x${"77".repeat(32)}`)];
    const { proof, values } = await state.prove(keys);
    const witness = { proof, values: keys.map((key, i) => [fromHex(key), values[i]] as const) };
    expect(openWitness(state.header.stateRoot, witness).get(keys[0] as Hex)).toEqual(await state.get(keys[0] as Hex));
    expect(values[1]).toBeUndefined();
    expect(await sumOfBalances(state)).toBe(await state.read((view) => readState(balances, view).totalIssuance.get()));
  });
});
