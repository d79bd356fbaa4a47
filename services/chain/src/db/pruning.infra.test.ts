import { type Hex, toHex } from "@pha/codec";
import { Secret } from "@pha/service-kit/config";
import type { Database } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChainDb } from "./open-chain-db.ts";
import { findBatchEnd, pruneHistory } from "./pruning.ts";
import { insertStateValues, listChangedKeys, listStateKeys, listStateValues } from "./state-values.ts";
import { insertTreePages, listTreePages } from "./tree-pages.ts";

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

type State = ReadonlyMap<Hex, Uint8Array>;

const KEYS = 6;
const key = (n: number): Hex => toHex(Uint8Array.of(n));
const every = Array.from({ length: KEYS }, (_, n) => key(n));
/** What a block does: to some keys a new value, or none. */
const block = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 0, max: KEYS - 1 }), fc.option(fc.uint8Array({ maxLength: 3 }), { nil: undefined })),
  { selector: ([n]) => n, maxLength: KEYS },
);
const scenario = fc.record({
  blocks: fc.array(block, { minLength: 4, maxLength: 14 }),
  batchRows: fc.integer({ min: 0, max: 8 }),
  targets: fc.array(fc.nat(13), { minLength: 1, maxLength: 3 }),
});

describe("pruning", () => {
  it("never removes what a read within the window, an unfinalized block, undo or a proof needs, and keeps rows bounded", async () => {
    const { db } = database;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ blocks, batchRows, targets }) => {
        await db.execute("truncate chain.state_values, chain.tree_pages");
        const history: State[] = [];
        for (const [height, changes] of blocks.entries()) {
          const state = new Map(history.at(-1));
          for (const [n, value] of changes) value ? state.set(key(n), value) : state.delete(key(n));
          history.push(state);
          await insertStateValues(db, height, new Map(changes.map(([n, value]) => [key(n), value])));
          await insertTreePages(db, height, new Map(changes.map(([n, value]) => [`${n}`, value])));
        }
        let pruned = 0;
        for (const wanted of targets) {
          const target = Math.min(wanted, blocks.length - 1);
          while (pruned < target) {
            pruned = await db.transaction(async (tx) => {
              const to = await findBatchEnd(tx, pruned, target, batchRows);
              expect(to).toBeGreaterThan(pruned);
              await pruneHistory(tx, { from: pruned, to });
              return to;
            });
          }
          for (const [height, state] of history.entries()) {
            if (height > 0 && height < pruned) continue;
            const expected = new Map(every.map((one) => [one, state.get(one)]));
            expect(await listStateValues(db, height, every)).toEqual(expected);
            const range = { height, prefix: "0x", start: undefined, limit: 100 } as const;
            expect(await listStateKeys(db, range)).toEqual([...state.keys()].sort());
            const pages = await listTreePages(
              db,
              height,
              Array.from({ length: KEYS }, (_, n) => `${n}`),
            );
            expect(pages).toEqual(new Map([...state].map(([one, value]) => [`${Number(one)}`, value])));
          }
        }
        const { rows } = await db.execute<{ count: string }>(`
          select count(*) from chain.state_values where height > 0 and height <= ${pruned} group by key
          union all select count(*) from chain.tree_pages where height > 0 and height <= ${pruned} group by path
        `);
        expect(rows.every(({ count }) => count === "1")).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("leaves nothing of a key that was removed before the window", async () => {
    const { db } = database;
    await db.execute("truncate chain.state_values, chain.tree_pages");
    await insertStateValues(db, 1, new Map([[key(1), Uint8Array.of(1)]]));
    await insertStateValues(db, 2, new Map([[key(1), undefined]]));
    await pruneHistory(db, { from: 0, to: 2 });
    const { rows } = await db.execute("select * from chain.state_values");
    expect(rows).toEqual([]);
  });
});

it("lists the keys that blocks of a range wrote, page by page", async () => {
  const { db } = database;
  await db.execute("truncate chain.state_values, chain.tree_pages");
  const write = (height: number, ...keys: number[]) =>
    insertStateValues(db, height, new Map(keys.map((n) => [key(n), Uint8Array.of(height)])));
  await write(1, 1, 2);
  await write(2, 3, 4);
  await write(3, 2, 4, 5);
  await write(4, 0);
  const range = { since: 1, height: 3, prefix: "0x", start: undefined, limit: 2 } as const;
  expect(await listChangedKeys(db, range)).toEqual([key(2), key(3)]);
  expect(await listChangedKeys(db, { ...range, start: key(3) })).toEqual([key(4), key(5)]);
  expect(await listChangedKeys(db, { ...range, prefix: key(4) })).toEqual([key(4)]);
});
