import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, toHex, u32be } from "@pha/codec";
import { Secret } from "@pha/service-kit/config";
import { type Database, openDb, sql } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findEventsEnd, insertActivity, listEventsOfBlocks } from "./activity.ts";
import { insertBlock } from "./blocks.ts";
import {
  listEventsAt,
  listEventsBelow,
  listEventsBetween,
  listEventsOfKinds,
  listEventsOfTouching,
} from "./event-search.ts";
import { type EventRow, insertEvents, listEvents } from "./events.ts";
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

const kinds = ["Balances.Transfer", "Balances.Deposit", "System.ExtrinsicSuccess"].map((kind) => {
  const [pallet = "", name = ""] = kind.split(".");
  return { pallet, name };
});
const account: Hex = `0x${"07".repeat(32)}`;
const hashOf = (number: number): Hex => toHex(new Uint8Array(32).fill(number));

/** Blocks of some events, one of which has more than fit into a run. */
function makeBlocks(): Map<number, EventRow[]> {
  const made = fc.sample(fc.array(fc.nat(2), { maxLength: 12 }), { numRuns: 30, seed: 7 });
  const long = Array.from({ length: 700 }, (_, i) => i % 3);
  return new Map(
    [...made, long, [0, 1], []].map((list, number) => [
      number,
      list.map((kind, index) => ({
        index,
        extrinsic: index < 2 ? null : index >> 1,
        ...(kinds[kind] as (typeof kinds)[0]),
        data: u32be(number * 1_000 + index),
      })),
    ]),
  );
}

it("finds in runs what was stored as single events", async () => {
  const { db } = database;
  const blocks = makeBlocks();
  for (const [number, events] of blocks) {
    const header = Uint8Array.of(number);
    await insertBlock(db, { number, hash: hashOf(number), header, epoch: 1n, round: 0 });
    await insertEvents(db, number, events);
    expect(await listEvents(db, number)).toEqual(events);
  }
  const newest = [...blocks].flatMap(([block, events]) => events.map((event) => ({ ...event, block }))).reverse();
  const placed = newest.map((event) => ({ ...event, hash: hashOf(event.block) }));
  const touched = (extrinsic: number | null) => (extrinsic ?? -1) % 3 === 0 || extrinsic === null;
  const activity = placed.filter(({ extrinsic }) => touched(extrinsic));
  await insertActivity(
    db,
    activity.map(({ block, extrinsic }) => ({ account, block, extrinsic: extrinsic ?? -1 })),
  );

  const place = fc.record({ block: fc.nat(blocks.size), index: fc.nat(710) });
  const query = fc.record({ below: place, from: fc.nat(blocks.size), limit: fc.integer({ min: 1, max: 200 }) });
  await fc.assert(
    fc.asyncProperty(query, fc.subarray(kinds, { minLength: 1 }), async (range, wanted) => {
      const { below, from, limit } = range;
      const isBelow = ({ block, index }: (typeof placed)[0]) =>
        block < below.block || (block === below.block && index < below.index);
      const inRange = placed.filter((event) => event.block >= from && isBelow(event));
      expect(await listEventsBelow(db, range)).toEqual(inRange.slice(0, limit));
      const ofKinds = inRange.filter(({ pallet, name }) =>
        wanted.some((kind) => kind.pallet === pallet && kind.name === name),
      );
      expect(await listEventsOfKinds(db, wanted, range)).toEqual(ofKinds.slice(0, limit));
      const ofAccount = inRange.filter(({ block, extrinsic }) => block === below.block && touched(extrinsic));
      if (from <= below.block)
        expect(await listEventsOfTouching(db, account, below, limit)).toEqual(ofAccount.slice(0, limit));
      const places = inRange.slice(0, 30).map(({ block, extrinsic }) => ({ block, extrinsic: extrinsic ?? -1 }));
      const at = placed.filter((event) =>
        places.some(({ block, extrinsic }) => block === event.block && extrinsic === event.extrinsic),
      );
      expect(await listEventsAt(db, places, limit)).toEqual(at.slice(0, limit));
      const stretch = { from: from - 1, to: blocks.size };
      const end = await findEventsEnd(db, stretch, { events: limit, bytes: 1_000_000 });
      expect(end).toBeGreaterThanOrEqual(from);
      const batch = await listEventsOfBlocks(db, from - 1, end);
      expect(batch.length).toBe(placed.filter(({ block }) => block >= from && block <= end).length);

      // Each event has four bytes of data.
      for (const most of [
        { events: limit, bytes: 1_000_000 },
        { events: 1_000_000, bytes: 4 * limit },
      ]) {
        const to = await findEventsEnd(db, { ...stretch, kinds: wanted }, most);
        const found = await listEventsBetween(db, { from: from - 1, to, kinds: wanted });
        const ofThese = (end: number) =>
          placed.filter(
            ({ block, pallet, name }) =>
              block >= from && block <= end && wanted.some((kind) => kind.pallet === pallet && kind.name === name),
          );
        expect(found).toEqual(ofThese(to));
        expect(found.filter(({ block }) => block !== found[0]?.block).length).toBeLessThan(limit);
        if (to < blocks.size) expect(ofThese(to + 1).length).toBeGreaterThanOrEqual(limit);
      }
    }),
    { numRuns: 60 },
  );
});

it("brings the events of older databases into runs", async () => {
  await using old = await testPostgres();
  const url = new Secret(old.url);
  const migrations = join(import.meta.dirname, "../../drizzle");
  const folder = await mkdtemp(join(tmpdir(), "chain-migrations-"));
  try {
    for (const name of await readdir(migrations))
      if (name < "0003") await cp(join(migrations, name), join(folder, name), { recursive: true });
    await using before = await openDb({ service: "chain", url, log: silentLog, migrations: folder });
    await before.db.execute(sql`
      insert into chain.events (block, index, extrinsic, pallet, name, data)
      select b, i, nullif(i / 4, 0), 'Balances', case when i % 2 = 0 then 'Deposit' else 'Withdraw' end, int4send(i)
      from generate_series(1, 3) b, generate_series(0, 399) i
    `);
  } finally {
    await rm(folder, { recursive: true });
  }
  await using after = await openChainDb(url, silentLog);
  const expected = Array.from({ length: 400 }, (_, index) => ({
    index,
    extrinsic: index >> 2 || null,
    pallet: "Balances",
    name: index % 2 === 0 ? "Deposit" : "Withdraw",
    data: u32be(index),
  }));
  for (const block of [1, 2, 3]) expect(await listEvents(after.db, block)).toEqual(expected);
});
