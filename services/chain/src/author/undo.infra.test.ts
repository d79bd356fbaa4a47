import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { headerHash, type Proposal, readDigest, verifyNilCertificate } from "@pha/light-client";
import { balances, extrinsicHash, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ledger, LedgerEventMap } from "../ledger/ledger.ts";
import { readMetrics } from "../testing/metrics.ts";
import { sumOfBalances } from "../testing/sum-of-balances.ts";
import { type Ground, key, openGround, sign, startSigners, transfer, validatorSet } from "../testing/test-chain.ts";

const bob = key("//Bob").accountId;

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

async function finalized(ledger: Ledger, hash: Hex) {
  return eventually(
    async () => {
      const status = await ledger.transaction(hash);
      return status?.type === "finalized" && status;
    },
    { withinMs: 30_000 },
  );
}

/** Refuses a block that carries any of these, as long as it is in a round below. */
const refuse = (hashes: ReadonlySet<Hex>, below: number) => (proposal: Proposal) =>
  readDigest(proposal.header).round < below && proposal.extrinsics.some((bytes) => hashes.has(extrinsicHash(bytes)))
    ? "relay.BadExtrinsic"
    : undefined;

describe("a block that a quorum of validators refuses", () => {
  it("is undone with all above it, its extrinsics wait again and are finalized in a later round", async () => {
    await using chain = await ground.start();
    const { ledger } = chain;
    const undone: LedgerEventMap["undone"][] = [];
    ledger.events.on("undone", (...event) => undone.push(event));
    const bytes = [0, 1, 2].map((nonce) => sign(ledger, "//Alice", transfer(bob, PHA), { nonce }));
    const hashes = bytes.map(extrinsicHash);
    const steps: string[] = [];
    ledger.events.on("transaction", (hash, { type }) => hash === hashes[0] && steps.push(type));
    await ledger.submit(bytes[0] as Uint8Array);
    const first = await eventually(async () => {
      const status = await ledger.transaction(hashes[0] as Hex);
      return status?.type === "inBlock" && status;
    });
    await ledger.submit(bytes[1] as Uint8Array);
    await eventually(() => ledger.best.number >= first.block.number + 2);
    const old = ledger.best;

    await using signers = await startSigners(
      ground.config.natsUrl,
      ledger.genesis.hash,
      4,
      refuse(new Set([hashes[0] as Hex]), 2),
    );
    for (const one of bytes.slice(2)) await ledger.submit(one);
    const ends = await Promise.all(hashes.map((hash) => finalized(ledger, hash)));
    expect(ends.every(({ ok }) => ok)).toBe(true);
    expect(steps).toEqual([
      "ready",
      "inBlock",
      "retracted",
      "ready",
      "inBlock",
      "retracted",
      "ready",
      "inBlock",
      "finalized",
    ]);
    expect(undone.length).toBe(2);
    expect(undone[0]?.[1].map(({ hash }) => hash)).toContain(old.hash);
    const metric = await readMetrics(`http://127.0.0.1:${chain.port}`);
    expect(metric("chain_blocks_undone_total")).toBe(undone.flatMap(([, blocks]) => blocks).length);
    expect(await ledger.findHeader(old.hash)).toBeUndefined();

    const { number } = first.block;
    const closed = await ledger.listNilCertificates(number);
    expect(closed.map(({ round }) => round)).toEqual([0, 1]);
    for (const one of closed) verifyNilCertificate(ledger.genesis.hash, validatorSet, one);
    const hash = (await ledger.findHash(number)) as Hex;
    expect(signers.proposals.get(hash)).toMatchObject({
      closed: { number, round: 1, signatures: closed[1]?.signatures },
    });

    let parentHash = ledger.genesis.hash;
    for (let height = 1; height <= ledger.finalized.number; height++) {
      const header = await ledger.findHeader((await ledger.findHash(height)) as Hex);
      expect(header).toMatchObject({ number: height, parentHash });
      if (header) parentHash = headerHash(header);
    }
    const state = await ledger.stateAt(ledger.best.hash);
    if (!state) throw new Error("no state");
    expect(await sumOfBalances(state)).toBe(await state.read((view) => readState(balances, view).totalIssuance.get()));
  });

  it("stays undone through a restart, which goes on in the round that is open", async () => {
    const bytes = sign({ genesis: await genesisOf() }, "//Alice", transfer(bob, PHA), { nonce: 0 });
    const hash = extrinsicHash(bytes);
    let number = 0;
    {
      await using chain = await ground.start();
      const { ledger } = chain;
      await ledger.submit(bytes);
      await using _ = await startSigners(
        ground.config.natsUrl,
        ledger.genesis.hash,
        4,
        refuse(new Set([hash]), Number.POSITIVE_INFINITY),
      );
      const undone = Promise.withResolvers<number>();
      ledger.events.on("undone", (_, [lowest]) => lowest && undone.resolve(lowest.number));
      number = await undone.promise;
    }
    await using chain = await ground.start();
    const { ledger } = chain;
    await using _ = await startSigners(ground.config.natsUrl, ledger.genesis.hash);
    await finalized(ledger, hash);
    const closed = await ledger.listNilCertificates(number);
    const header = await ledger.findHeader((await ledger.findHash(number)) as Hex);
    expect(header && readDigest(header).round).toBe(closed.length);
    expect(closed.length).toBeGreaterThan(0);
  });

  it("loses nothing of what comes back, however far it is ahead and whoever paid for it", async () => {
    await using chain = await ground.start();
    const { ledger } = chain;
    const newcomer = key("//Newcomer").accountId;
    const sent: Hex[] = [];
    const send = async (uri: string, to: Hex, amount: bigint, nonces: readonly number[]) => {
      const all = nonces.map((nonce) => sign(ledger, uri, transfer(to, amount), { nonce }));
      const receipts = await Promise.all(all.map((bytes) => ledger.submit(bytes)));
      sent.push(...receipts.map(({ hash }) => hash));
      const last = sent.at(-1) as Hex;
      await eventually(async () => (await ledger.transaction(last))?.type === "inBlock");
    };
    const nonces = Array.from({ length: 130 }, (_, nonce) => nonce);
    await send("//Alice", newcomer, 2n * PHA, nonces.slice(0, 65));
    await send("//Alice", newcomer, 2n * PHA, nonces.slice(65));
    await send("//Newcomer", bob, PHA, nonces.slice(0, 3));
    const lowest = ledger.finalized.number + 1;
    await using _ = await startSigners(ground.config.natsUrl, ledger.genesis.hash, 4, ({ header }) =>
      header.number === lowest && readDigest(header).round === 0 ? "relay.WrongHeader" : undefined,
    );
    const ends = await Promise.all(sent.map((hash) => finalized(ledger, hash)));
    expect(ends.map(({ ok }) => ok)).toEqual(sent.map(() => true));
    expect((await ledger.listNilCertificates(lowest)).length).toBe(1);
  });

  it("is found by halving when the chain finds nothing wrong: one extrinsic is given up, all others are finalized", async () => {
    await using chain = await ground.start();
    const { ledger } = chain;
    const uris = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve"];
    const all = uris.map((uri) => sign(ledger, uri, transfer(bob, PHA), { nonce: 0 }));
    const hashes = all.map(extrinsicHash);
    const offender = hashes[2] as Hex;
    await using _ = await startSigners(
      ground.config.natsUrl,
      ledger.genesis.hash,
      4,
      refuse(new Set([offender]), Number.POSITIVE_INFINITY),
    );
    for (const bytes of all) await ledger.submit(bytes);
    const others = hashes.filter((hash) => hash !== offender);
    await Promise.all(others.map((hash) => finalized(ledger, hash)));
    await eventually(async () => (await ledger.transaction(offender))?.type === "invalid");
    expect(await ledger.transaction(offender)).toEqual({ type: "invalid", reason: "RefusedByValidators" });
    await expect(ledger.submit(all[2] as Uint8Array)).rejects.toMatchObject({ code: "chain.TemporarilyBanned" });
    const { number } = ledger.finalized;
    await eventually(() => ledger.finalized.number > number + 1);
  });
});

async function genesisOf(): Promise<Ledger["genesis"]> {
  await using chain = await ground.start();
  return chain.ledger.genesis;
}
