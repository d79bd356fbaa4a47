import { fromHex, type Hex, toHex } from "@pha/codec";
import { emptyTree, openTree, stateKeyHash, stateValueHash, treeRoot, updateTree, verifyStateProof } from "@pha/crypto";
import { Secret } from "@pha/service-kit/config";
import type { Database } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChainDb } from "../db/open-chain-db.ts";
import { insertStateValues, listStateKeys, listStateValues } from "../db/state-values.ts";
import { insertTreePages, listTreePages } from "../db/tree-pages.ts";
import { type LoadPages, TreeStore } from "./tree-store.ts";

type Changes = Map<Hex, Uint8Array | undefined>;

const key = (n: number): Hex => toHex(Uint8Array.of(1, n >> 8, n));
const changes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined })), {
    maxLength: 60,
  })
  .map((list): Changes => new Map(list.map(([n, value]) => [key(n), value])));

let postgres: TestDatabase;
let database: Database;
beforeAll(async () => {
  postgres = await testPostgres();
  database = await openChainDb(new Secret(postgres.url), silentLog);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

describe("state in Postgres", () => {
  it("gives at every height the values, keys, root and proofs of that height, also after a restart", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 8 }), async (blocks) => {
        const { db } = database;
        await db.execute("truncate chain.state_values, chain.tree_pages");
        const load: LoadPages = (height, paths) => listTreePages(db, height, paths);
        let store = await TreeStore.open(load, -1);
        let tree = emptyTree;
        const model = new Map<Hex, Uint8Array>();
        const history: { root: Hex; values: Map<Hex, Uint8Array> }[] = [];

        for (const [height, block] of blocks.entries()) {
          const effective: Changes = new Map([...block].filter(([k, value]) => value !== undefined || model.has(k)));
          for (const [k, value] of effective) value ? model.set(k, value) : model.delete(k);
          const hashes = [...effective].map(
            ([k, value]) => [stateKeyHash(fromHex(k)), value && stateValueHash(value)] as const,
          );
          tree = updateTree(tree, new Map(hashes));
          const transition = await store.transition(effective, [key(7)]);
          expect(transition.root).toBe(treeRoot(tree));
          const before = verifyStateProof(history.at(-1)?.root ?? treeRoot(emptyTree), transition.proof);
          expect(treeRoot(updateTree(before.node, new Map(hashes)))).toBe(transition.root);
          await insertStateValues(db, height, effective);
          await insertTreePages(db, height, transition.pages);
          store.advance(height, transition);
          if (height % 3 === 1) store = await TreeStore.open(load, height);
          history.push({ root: transition.root, values: new Map(model) });
        }

        const asked = [key(7), ...[...model.keys()].slice(0, 5), key(399)];
        for (const [height, { root, values }] of history.entries()) {
          const found = await listStateValues(db, height, asked);
          const proof = verifyStateProof(root, await store.prove(height, asked));
          for (const k of asked) {
            expect(found.get(k)).toEqual(values.get(k));
            const value = values.get(k);
            expect(proof.lookup(stateKeyHash(fromHex(k)))).toBe(value && stateValueHash(value));
          }
          const sorted = [...values.keys()].sort();
          expect(await listStateKeys(db, { height, prefix: "0x01", start: undefined, limit: 1_000 })).toEqual(sorted);
          const start = sorted[2] ?? key(0);
          expect(await listStateKeys(db, { height, prefix: "0x0100", start, limit: 3 })).toEqual(
            sorted.filter((k) => k > start && k.startsWith("0x0100")).slice(0, 3),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it("says that the database is damaged when a page is missing", async () => {
    const tree = openTree(undefined);
    const store = await TreeStore.open(async () => new Map(), 0);
    const many: Changes = new Map(Array.from({ length: 300 }, (_, n) => [key(n), Uint8Array.of(1)]));
    const transition = await store.transition(many, []);
    expect(treeRoot(tree)).not.toBe(transition.root);
    const damaged = await TreeStore.open(async () => new Map([["", transition.pages.get("") as Uint8Array]]), 1);
    await expect(damaged.transition(new Map([[key(1), undefined]]), [])).rejects.toMatchObject({
      code: "chain.StateCorrupt",
    });
  });
});
