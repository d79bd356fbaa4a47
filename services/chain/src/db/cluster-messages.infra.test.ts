import { Secret } from "@pha/service-kit/config";
import type { Database } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertMessages } from "./blocks.ts";
import { listClusterMessages } from "./cluster-messages.ts";
import { openChainDb } from "./open-chain-db.ts";

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

/** Messages of each block: of which cluster, and how long. */
const chain = fc.array(
  fc.array(fc.record({ cluster: fc.integer({ min: 0, max: 1 }), length: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 5,
  }),
  { maxLength: 8 },
);
const most = fc.record({ bytes: fc.integer({ min: 1, max: 40 }), messages: fc.integer({ min: 1, max: 8 }) });

it("gives whole blocks in ledger order, the first or the last of them that fit, and one at least (property)", async () => {
  const { db } = database;
  await fc.assert(
    fc.asyncProperty(chain, most, fc.nat(8), fc.nat(8), async (blocks, most, a, b) => {
      await db.execute("truncate chain.messages");
      for (const [block, messages] of blocks.entries())
        await insertMessages(
          db,
          block,
          messages.map(({ cluster, length }, index) => ({ index, cluster, bytes: new Uint8Array(length).fill(index) })),
        );
      const [fromBlock, toBlock] = [Math.min(a, b), Math.max(a, b)];
      const own = blocks.map((messages) =>
        messages.flatMap(({ cluster, length }, i) => (cluster ? [{ length, i }] : [])),
      );
      const within = own.map((messages, block) => ({ block, messages })).slice(fromBlock, toBlock + 1);
      const talking = within.filter(({ messages }) => messages.length > 0);
      const range = { cluster: 1, fromBlock, toBlock, most };
      const first = await listClusterMessages(db, { ...range, isNewest: false });
      const last = await listClusterMessages(db, { ...range, isNewest: true });
      const given = (found: typeof first) => found.map(({ block, message }) => [block, message[0], message.length]);
      const told = (some: typeof talking) =>
        some.flatMap(({ block, messages }) => messages.map(({ length, i }) => [block, i, length]));
      const count = (found: typeof first) => new Set(found.map(({ block }) => block)).size;
      const [early, late] = [talking.slice(0, count(first)), talking.slice(talking.length - count(last))];
      expect(given(first)).toEqual(told(early));
      expect(given(last)).toEqual(told(late));
      const fits = (some: typeof talking) => {
        const all = some.flatMap(({ messages }) => messages);
        return all.length <= most.messages && all.reduce((sum, { length }) => sum + length, 0) <= most.bytes;
      };
      for (const [some, next] of [
        [early, talking[early.length]],
        [late, talking.at(-1 - late.length)],
      ] as const) {
        if (talking.length > 0) expect(some.length).toBeGreaterThan(0);
        if (some.length > 1) expect(fits(some)).toBe(true);
        if (next && some.length < talking.length) expect(fits([...some, next])).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});
