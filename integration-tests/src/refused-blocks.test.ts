import { key, type PutBlock, putBlock, sign, sumOfBalances, transfer } from "@pha/chain/testing";
import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { headerHash, readDigest } from "@pha/light-client";
import type { Relay } from "@pha/relay";
import { balances, extrinsicHash, initialIssuance, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LedgerNetwork, openLedgerNetwork } from "./ledger-network.ts";

const bob = key("//Bob").accountId;
let network: LedgerNetwork;
let validators: Relay[];
beforeAll(async () => {
  network = await openLedgerNetwork();
  validators = await Promise.all([0, 1, 2, 3].map(network.startValidator));
});
afterAll(async () => {
  for (const validator of validators ?? []) await validator[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

describe("an invalid block put into the database by hand", () => {
  it.each<[string, PutBlock["header"]]>([
    ["bad signature inside", undefined],
    ["wrong root", (header) => ({ ...header, stateRoot: header.parentHash })],
  ])("(%s) is voted nil, undone, and the chain goes on", async (_, header) => {
    const { ground } = network;
    const nonces = new Map<string, number>();
    let genesis: { readonly hash: Hex };
    {
      await using chain = await ground.start();
      genesis = chain.ledger.genesis;
      await eventually(() => chain.ledger.finalized.number === chain.ledger.best.number);
      for (const uri of ["//Alice", "//Dave"]) nonces.set(uri, await chain.ledger.nextNonce(key(uri).accountId));
    }
    const pay = (uri: string) => sign({ genesis }, uri, transfer(bob, PHA), { nonce: nonces.get(uri) ?? 0 });
    const good = pay("//Alice");
    const forged = Uint8Array.from(pay("//Dave"), (byte, i) => (i === 60 ? byte ^ 1 : byte));
    const bad = await putBlock(ground.config, {
      extrinsics: header ? [good] : [forged, good],
      ...(header && { header }),
    });

    await using chain = await ground.start();
    const { ledger } = chain;
    expect(await ledger.findHash(bad.number)).toBe(headerHash(bad));
    const paid = await eventually(
      async () => {
        const status = await ledger.transaction(extrinsicHash(good));
        return status?.type === "finalized" && status;
      },
      { withinMs: 30_000 },
    );
    expect(paid.ok).toBe(true);
    if (!header)
      expect(await ledger.transaction(extrinsicHash(forged))).toEqual({ type: "invalid", reason: "BadProof" });
    expect(await ledger.findHeader(headerHash(bad))).toBeUndefined();
    const next = await ledger.findHeader((await ledger.findHash(bad.number)) as Hex);
    expect(next && readDigest(next).round).toBe(1);
    expect((await ledger.listNilCertificates(bad.number)).map(({ round }) => round)).toEqual([0]);
    await eventually(() => ledger.finalized.number > bad.number + 2);

    const state = await ledger.stateAt(ledger.finalized.hash);
    expect(state && (await sumOfBalances(state))).toBe(initialIssuance);
    expect(await state?.read((view) => readState(balances, view).totalIssuance.get())).toBe(initialIssuance);
  });
});
