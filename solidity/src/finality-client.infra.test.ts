import { validatorSetHash } from "@pha/light-client";
import { makeSet } from "@pha/light-client/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";
import { deployClient, rootOf } from "./testing/finality.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const DAY = 86_400;

describe("a client of the ledger's finality", () => {
  it("takes a certificate of the set in office from anybody, and keeps the newest root in its first slot", async () => {
    const client = await deployClient(chain);
    const { ledger, read } = client;
    expect(await read("liveRoot")).toBe(rootOf(0));
    const timeMs = await client.inMs(1);
    const receipt = await client.submit(ledger.certify({ timeMs, outboundRoot: rootOf(3) }), chain.accounts[7]);
    expect(receipt.logs).toHaveLength(1);
    expect([await read("liveRoot"), await read("number"), await read("timeMs")]).toEqual([rootOf(3), 1, timeMs]);
    expect(await chain.client.getStorageAt({ address: client.address, slot: "0x0" })).toBe(rootOf(3));
  });

  it("skips heights while the set stays, and none that ends a set's office", async () => {
    const client = await deployClient(chain);
    const { ledger, read } = client;
    ledger.certify({ timeMs: await client.inMs(1) });
    await client.submit(ledger.certify({ timeMs: await client.inMs(2) }));
    const rotation = ledger.certify({ timeMs: await client.inMs(3) }, [2, 3, 4, 5, 6]);
    const after = ledger.certify({ timeMs: await client.inMs(4), outboundRoot: rootOf(1) });
    await expect(client.submit(after)).rejects.toMatchObject({ code: "UnknownSet", data: [0n, 1n] });
    await client.submit(rotation);
    expect([await read("setId"), await read("setHash")]).toEqual([1n, validatorSetHash(ledger.set)]);
    await client.submit(after);
    expect(await read("liveRoot")).toBe(rootOf(1));
    expect(validatorSetHash(makeSet(1n, [2, 3, 4, 5, 6]))).toBe(await read("setHash"));
  });

  it("takes from any quorum of a set of any size", async () => {
    for (const n of [1, 2, 3, 5, 7, 16]) {
      const client = await deployClient(chain, n);
      await client.submit(client.ledger.certify({ timeMs: await client.inMs(1) }));
      expect(await client.read("number")).toBe(1);
    }
  });
});

describe("a client whose newest block is older than the trust period", () => {
  it("releases nothing and takes no certificate, but tells what it knew", async () => {
    const client = await deployClient(chain);
    await client.submit(client.ledger.certify({ timeMs: await client.inMs(1), outboundRoot: rootOf(2) }));
    await chain.pass(14 * DAY + 60);
    expect(await client.read("isLive")).toBe(false);
    await expect(client.read("liveRoot")).rejects.toMatchObject({ code: "NotLive" });
    expect(await client.read("knownRoot")).toBe(rootOf(2));
    const late = client.ledger.certify({ timeMs: await client.inMs(0) });
    await expect(client.submit(late)).rejects.toMatchObject({ code: "NotLive" });
  });

  const support = (client: Awaited<ReturnType<typeof deployClient>>, key: number, id: bigint, hash: string) =>
    chain.send({ ...client, functionName: "supportThaw", args: [id, hash], from: client.recovery[key] as never });

  it("begins anew with the set that enough recovery keys name, fourteen days later", async () => {
    const client = await deployClient(chain);
    const thaw = () => chain.send({ ...client, functionName: "thaw" });
    const hash = validatorSetHash(client.ledger.set);
    await expect(support(client, 0, 0n, hash)).rejects.toMatchObject({ code: "StillLive" });
    await chain.pass(14 * DAY + 60);
    await support(client, 0, 0n, hash);
    await support(client, 0, 0n, hash);
    await support(client, 2, 1n, hash);
    await expect(thaw()).rejects.toMatchObject({ code: "NothingProposed" });
    await support(client, 1, 0n, hash);
    await chain.pass(13 * DAY);
    await expect(thaw()).rejects.toMatchObject({ code: "TooEarly" });
    await chain.pass(DAY + 60);
    await thaw();
    expect(await client.read("isLive")).toBe(true);
    await expect(client.read("liveRoot")).rejects.toMatchObject({ code: "ZeroHash" });
    await client.submit(client.ledger.certify({ timeMs: await client.inMs(1), outboundRoot: rootOf(4) }));
    expect(await client.read("liveRoot")).toBe(rootOf(4));
  });

  it("stays as it is when the guardian objects, and support counts anew", async () => {
    const client = await deployClient(chain);
    const hash = validatorSetHash(client.ledger.set);
    const object = (from: unknown) => chain.send({ ...client, functionName: "objectThaw", from: from as never });
    await chain.pass(14 * DAY + 60);
    await expect(object(client.guardian)).rejects.toMatchObject({ code: "NothingProposed" });
    await support(client, 0, 0n, hash);
    await support(client, 1, 0n, hash);
    await expect(object(client.recovery[0])).rejects.toMatchObject({ code: "NotGuardian" });
    await object(client.guardian);
    await chain.pass(15 * DAY);
    await support(client, 2, 0n, hash);
    const thaw = chain.send({ ...client, functionName: "thaw" });
    await expect(thaw).rejects.toMatchObject({ code: "NothingProposed" });
  });
});
