import type { Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { serve } from "../serve.ts";
import { settled, testConnection, testLedger } from "../testing.ts";
import { chainHeadMethods } from "./methods.ts";

const key = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0")}`;

async function setup() {
  const state = new Map(Array.from({ length: 6 }, (_, i) => [key(i), Uint8Array.of(i)]));
  const chain = testLedger(state);
  const { connection, sent } = testConnection();
  const methods = chainHeadMethods({ ledger: chain.ledger, reportBug: (error) => expect.fail(String(error)) });
  const ask = async (method: string, ...params: unknown[]) => {
    const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: `chainHead_v1_${method}`, params });
    const { reply, started } = await serve(
      { methods, reportBug: () => {}, classify: () => undefined },
      message,
      connection,
    );
    for (const { start } of started) start();
    await settled();
    return JSON.parse(reply ?? "{}");
  };
  const events = () => sent.splice(0).map(({ params }) => params?.result as Record<string, unknown>);
  return { chain, connection, ask, events };
}

describe("chainHead_v1_follow", () => {
  it("tells the finalized block, then every newer one, then what is finalized, in order", async () => {
    const { chain, ask, events } = await setup();
    const first = chain.grow();
    await ask("follow", false);
    chain.finalize(1);
    const second = chain.grow();
    await settled();
    expect(events()).toEqual([
      { event: "initialized", finalizedBlockHashes: [chain.ledger.genesis.hash] },
      { event: "newBlock", blockHash: first.hash, parentBlockHash: chain.ledger.genesis.hash },
      { event: "bestBlockChanged", bestBlockHash: first.hash },
      { event: "finalized", finalizedBlockHashes: [first.hash], prunedBlockHashes: [] },
      { event: "newBlock", blockHash: second.hash, parentBlockHash: first.hash },
      { event: "bestBlockChanged", bestBlockHash: second.hash },
    ]);
  });

  it("goes back to the finalized block when blocks are undone, and prunes them with the next one", async () => {
    const { chain, ask, events } = await setup();
    const first = chain.grow();
    chain.finalize(1);
    const undone = [chain.grow(), chain.grow()];
    const { result: id } = await ask("follow", false);
    events();
    chain.undo();
    const again = chain.grow({ stateRoot: `0x${"01".repeat(32)}` });
    chain.finalize(2);
    await settled();
    expect(events()).toEqual([
      { event: "bestBlockChanged", bestBlockHash: first.hash },
      { event: "newBlock", blockHash: again.hash, parentBlockHash: first.hash },
      { event: "bestBlockChanged", bestBlockHash: again.hash },
      { event: "finalized", finalizedBlockHashes: [again.hash], prunedBlockHashes: undone.map(({ hash }) => hash) },
    ]);
    expect((await ask("header", id, undone[0]?.hash)).result).toBeNull();
    expect((await ask("unpin", id, [undone[0]?.hash, again.hash])).result).toBeNull();
  });

  it("refuses a third follow of one connection with -32800", async () => {
    const { ask } = await setup();
    await ask("follow", false);
    await ask("follow", false);
    expect((await ask("follow", false)).error.code).toBe(-32800);
  });

  it("ends with stop, and lets go of everything, when too much stays pinned", async () => {
    const { chain, ask, events } = await setup();
    await ask("follow", false);
    for (let i = 0; i < 201; i++) chain.grow();
    await settled();
    expect(events().at(-1)).toEqual({ event: "stop" });
    expect(chain.listenerCount()).toBe(0);
  });

  it("unpins all blocks that are named, or none", async () => {
    const { chain, ask } = await setup();
    const { result: id } = await ask("follow", false);
    const { hash } = chain.ledger.genesis;
    for (const wrong of [
      [hash, hash],
      [hash, `0x${"07".repeat(32)}`],
    ])
      expect((await ask("unpin", id, wrong)).error.code).toBeLessThan(-32800);
    expect((await ask("header", id, hash)).error).toBeUndefined();
    expect((await ask("unpin", id, hash)).result).toBeNull();
    expect((await ask("header", id, hash)).error.code).toBe(-32801);
  });

  it("stops telling once it is unfollowed", async () => {
    const { chain, ask, events } = await setup();
    const { result: id } = await ask("follow", false);
    await ask("unfollow", id);
    events();
    chain.grow();
    await settled();
    expect(events()).toEqual([]);
    expect(chain.listenerCount()).toBe(0);
  });
});

describe("chainHead_v1_storage", () => {
  it("gives an item for each key that holds something, and the end", async () => {
    const { chain, ask, events } = await setup();
    const { result: id } = await ask("follow", false);
    events();
    const wanted = [
      { key: key(1), type: "value" },
      { key: key(99), type: "value" },
    ];
    const { result } = await ask("storage", id, chain.ledger.genesis.hash, wanted, null);
    expect(result.result).toBe("started");
    const { operationId } = result;
    expect(events()).toEqual([
      { event: "operationStorageItems", operationId, items: [{ key: key(1), value: "0x01" }] },
      { event: "operationStorageDone", operationId },
    ]);
  });

  it("gives descendants by prefix, behind a key where one is named", async () => {
    const { keysOf } = await storage();
    expect(await keysOf({ key: "0x", type: "descendantsValues" })).toEqual([0, 1, 2, 3, 4, 5].map(key));
    const page = { key: "0x", type: "descendantsHashes", paginationStartKey: key(3) };
    expect(await keysOf(page)).toEqual([4, 5].map(key));
  });

  it("gives a digest of what lies below a key, and no item where nothing does", async () => {
    const { items } = await storage();
    const type = "closestDescendantMerkleValue";
    expect(await items({ key: "0x", type }, { key: key(99), type })).toEqual([
      { key: "0x", closestDescendantMerkleValue: "0x06" },
    ]);
  });
});

it("a digest is made once, however often it is asked for, and no more when its client stopped", async () => {
  const { chain, ask } = await setup();
  const { result: id } = await ask("follow", false);
  const state = await chain.ledger.stateAt(chain.ledger.genesis.hash);
  const made: string[] = [];
  const first = Promise.withResolvers<void>();
  chain.ledger.stateAt = async () =>
    Object.assign({}, state, {
      digest: async (prefix: string) => {
        made.push(prefix);
        await first.promise;
        return undefined;
      },
    });
  const type = "closestDescendantMerkleValue";
  const wanted = [0, 0, 0, 1, 2].map((n) => ({ key: key(n), type }));
  const { result } = await ask("storage", id, chain.ledger.genesis.hash, wanted, null);
  expect(made).toEqual([key(0)]);
  await ask("stopOperation", id, result.operationId);
  first.resolve();
  await settled();
  expect(made).toEqual([key(0)]);

  await ask("storage", id, chain.ledger.genesis.hash, wanted, null);
  await settled();
  expect(made).toEqual([key(0), key(0), key(1), key(2)]);
});

/** Reads at the finalized block of a new follow. */
async function storage() {
  const { chain, ask, events } = await setup();
  const { result: id } = await ask("follow", false);
  events();
  const items = async (...wanted: object[]) => {
    await ask("storage", id, chain.ledger.genesis.hash, wanted, null);
    const told = events();
    expect(told.pop()).toMatchObject({ event: "operationStorageDone" });
    return told.flatMap((event) => event["items"] as { readonly key: Hex }[]);
  };
  return { items, keysOf: async (wanted: object) => (await items(wanted)).map((item) => item.key) };
}
