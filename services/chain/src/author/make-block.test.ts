import { decode, type Hex, toHex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { Proposal } from "@pha/light-client";
import { system } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { itemOf } from "../db/item-changes.ts";
import { makeBlock } from "./make-block.ts";
import { genesis, makeDeps, senders, start } from "./testing.ts";

describe("makeBlock", () => {
  it("takes all that is ready, in order", async () => {
    const { built } = await makeBlock(await makeDeps(), genesis.header, start);
    expect(built.extrinsics.map(({ extrinsic, ok }) => [extrinsic.signed?.signer, ok])).toEqual(
      senders.map(({ accountId }) => [accountId, true]),
    );
  });

  it("shows validators no old value of what the block only writes", async () => {
    const { proposalBytes, built } = await makeBlock(await makeDeps(), genesis.header, start);
    const shown = new Set(decode(Proposal, proposalBytes).witness.values.map(([key]) => toHex(key)));
    const { events, account } = storageKeys(system);
    expect([...built.changes.keys()].filter((key) => !shown.has(key))).toContain(events.key());
    for (const { accountId } of senders) expect(shown).toContain(account.key(accountId));
  });

  it("names each storage item in which it changes something once, however many keys that are", async () => {
    const { built, transition } = await makeBlock(await makeDeps(), genesis.header, start);
    const { account, number } = storageKeys(system);
    const written = new Set([...built.changes.keys()].map(itemOf));
    expect([...transition.items].filter((item) => !written.has(item))).toEqual([]);
    expect(transition.items).toContain(itemOf(account.key(senders[0]?.accountId as Hex)));
    expect(transition.items).toContain(itemOf(number.key()));
    expect(transition.items.size).toBeLessThan(built.changes.size);
  });

  it("makes the same block of the same candidates", async () => {
    const blocks = [
      await makeBlock(await makeDeps(), genesis.header, start),
      await makeBlock(await makeDeps(), genesis.header, start),
    ];
    const roots = blocks.map(({ header, transition }) => [header.stateRoot, toHex(transition.proof)]);
    // Signatures of sr25519 are randomized, so bodies differ; what they do does not.
    expect(roots[0]).toEqual(roots[1]);
  });

  it("takes half when the proposal would be too large", async () => {
    const whole = await makeBlock(await makeDeps(), genesis.header, start);
    const { built, proposalBytes } = await makeBlock(
      await makeDeps({ maxBytes: whole.proposalBytes.length - 1 }),
      genesis.header,
      start,
    );
    expect(built.extrinsics.length).toBe(2);
    expect(built.givenUp).toEqual([]);
    expect(proposalBytes.length).toBeLessThan(whole.proposalBytes.length);
  });

  it("gives up what does not fit even alone", async () => {
    const { built } = await makeBlock(await makeDeps({ maxBytes: 10 }), genesis.header, start);
    expect(built.extrinsics).toEqual([]);
    expect(built.givenUp.map(({ reason }) => reason)).toEqual(senders.map(() => "ExhaustsResources"));
  });
});
