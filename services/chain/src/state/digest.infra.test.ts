import { randomBytes } from "node:crypto";
import { type Hex, toHex } from "@pha/codec";
import { Secret } from "@pha/service-kit/config";
import type { Database } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertBlock } from "../db/blocks.ts";
import { insertItemChanges } from "../db/item-changes.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { pruneHistory } from "../db/pruning.ts";
import { insertStateValues } from "../db/state-values.ts";
import { insertTreePages, listTreePages } from "../db/tree-pages.ts";
import { deleteBlocksAbove } from "../db/undo.ts";
import { metered } from "../ledger/read-budget.ts";
import { digestBelow } from "./digest.ts";
import { type LoadPages, TreeStore } from "./tree-store.ts";

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

const part = (byte: string, bytes = 16) => byte.repeat(bytes);
const pallets = [part("a1"), part("b2")];
const items = [pallets[0] + part("01"), pallets[0] + part("02"), pallets[1] + part("01")];
/** Plain values, maps, maps of maps, and a key of no pallet. */
const keys: Hex[] = [
  "0x3a636f6465",
  ...items.flatMap((item): Hex[] => [`0x${item}`, `0x${item}1122`, `0x${item}1133`]),
];
const prefixes: Hex[] = [
  ...(["0x", "0x3a", "0x77", "0xa1", `0x${items[0]}`.slice(0, 50)] as Hex[]),
  ...pallets.map((pallet): Hex => `0x${pallet}`),
  `0x${items[0]}11`,
  ...keys.slice(0, 4),
];

/** Some keys get one of few values, or none: what was there may be written again, and what was not removed. */
const changes = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...keys), fc.option(fc.constantFrom(Uint8Array.of(), Uint8Array.of(1)), { nil: undefined })),
  { selector: ([key]) => key, maxLength: 6 },
);

it("is another after each change below the prefix and only then, also behind an undone block, a restart and pruning", async () => {
  const { db } = database;
  const load: LoadPages = (height, paths) => listTreePages(db, height, paths);

  async function write(height: number, block: ReadonlyMap<Hex, Uint8Array | undefined>): Promise<void> {
    const store = await TreeStore.open(load, height - 1);
    const transition = await store.transition(block, []);
    const hash = toHex(randomBytes(32));
    await insertBlock(db, { number: height, hash, header: new Uint8Array(), epoch: 0n, round: 0 });
    await insertStateValues(db, height, block);
    await insertItemChanges(db, height, transition.items);
    await insertTreePages(db, height, transition.pages);
  }

  /** Checks every height from `oldest` on, and genesis. */
  async function check(history: readonly State[], oldest = 0): Promise<string[][]> {
    const found: string[][] = [];
    for (const [height, state] of history.entries()) {
      if (height > 0 && height < oldest) continue;
      const digests = await Promise.all(
        prefixes.map((prefix) => metered((budget) => digestBelow(db, height, prefix, budget))),
      );
      for (const [at, prefix] of prefixes.entries()) {
        const below = contentsOf(state, prefix);
        expect(digests[at] === undefined).toBe(below === "");
        if (height <= oldest) continue;
        const isSame = below === contentsOf(history[height - 1] as State, prefix);
        expect(String(digests[at]) === found.at(-1)?.[at], `${prefix} at ${height}`).toBe(isSame);
      }
      found.push(digests.map(String));
    }
    return found;
  }

  await fc.assert(
    fc.asyncProperty(fc.array(changes, { minLength: 3, maxLength: 7 }), changes, async (blocks, instead) => {
      await db.execute("truncate chain.blocks, chain.state_values, chain.item_changes, chain.tree_pages");
      const history: State[] = [];
      for (const [height, block] of blocks.entries()) {
        await write(height, new Map(block));
        history.push(after(history.at(-1), block));
      }
      const before = await check(history);

      const last = blocks.length - 1;
      await db.transaction((tx) => deleteBlocksAbove(tx, last - 1));
      await write(last, new Map(instead));
      history[last] = after(history[last - 1], instead);
      const now = await check(history);
      expect(now.slice(0, last)).toEqual(before.slice(0, last));

      await pruneHistory(db, { from: 0, to: last - 1 });
      expect(await check(history, last - 1)).toEqual([now[0], ...now.slice(Math.max(1, last - 1))]);
    }),
    { numRuns: 6 },
  );
});

function after(state: State | undefined, block: readonly [Hex, Uint8Array | undefined][]): State {
  const next = new Map(state);
  for (const [key, value] of block) value ? next.set(key, value) : next.delete(key);
  return next;
}

const contentsOf = (state: State, prefix: Hex): string =>
  [...state]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => `${key}=${toHex(value)}`)
    .sort()
    .join();
