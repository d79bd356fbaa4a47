import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { headerHash } from "@pha/light-client";
import { eventually, testNats, testPostgres } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bus, connectBus } from "./bus.ts";
import { Secret } from "./config.ts";
import {
  type Cursor,
  cursorTable,
  type Database,
  type Db,
  eq,
  findCursor,
  integer,
  openDb,
  pgSchema,
  rebuildProjection,
  startProjection,
  text,
} from "./db.ts";
import type { FinalizedBlock } from "./follow.ts";
import { silentLog as log } from "./log.ts";
import { makeChain } from "./testing/blocks.ts";

const schema = pgSchema("demo");
const seen = schema.table("seen", { number: integer().notNull(), hash: text() });
const cursor: Cursor = { table: cursorTable(schema, "cursors"), job: "seen" };
let chain = makeChain(60);
const upTo = (height: number) => Array.from({ length: height }, (_, i) => i + 1);

const opened = new AsyncDisposableStack();
let urls: readonly [postgres: string, nats: string];
let database: Database;
let bus: Bus;
let finalized = 40;

beforeAll(async () => {
  urls = [opened.use(await testPostgres()).url, opened.use(await testNats()).url];
  database = opened.use(await openDb({ service: "demo", url: new Secret(urls[0]), log }));
  await database.pool.query(
    "create schema demo; create table demo.seen (number int, hash text); create table demo.cursors (job text primary key, height int)",
  );
  bus = opened.use(await connectBus({ service: "demo", url: urls[1], log }));
  // Pages of seven, so that many transactions lie between the first block and the last.
  await bus.serve(subjects.finalizedGet, {}, ({ request: { from } }) =>
    chain.slice(from - 1, Math.min(from + 6, finalized)),
  ).ready;
});
afterAll(() => opened.disposeAsync());

const clear = async (tx: Db) => void (await tx.delete(seen));
const rows = async () => (await database.db.select().from(seen)).map(({ number }) => number);
const start = (project: (block: FinalizedBlock) => void = () => {}) =>
  startProjection({
    db: database.db,
    bus,
    log,
    cursor,
    async project(tx, block) {
      project(block);
      await tx.insert(seen).values({ number: block.header.number, hash: headerHash(block.header) });
    },
    async goesOn(tx, { header: { number, parentHash } }) {
      const [newest] = await tx
        .select()
        .from(seen)
        .where(eq(seen.number, number - 1));
      return newest === undefined || newest.hash === null || newest.hash === parentHash;
    },
    clear,
  });
const announce = (height: number) => {
  finalized = height;
  bus.publish(subjects.blockFinalized, {}, chain[height - 1] as FinalizedBlock);
};

it("has every block once and in order, whenever its process is killed", async () => {
  const projector = join(import.meta.dirname, "testing/projector.ts");
  for (const dieAt of [1, 5, 14, 15, 33]) {
    const [code, signal] = await once(spawn(process.execPath, [projector, ...urls, String(dieAt)]), "exit");
    expect([code, signal]).toEqual([null, "SIGKILL"]);
    // The page that was under way left nothing behind.
    const height = await findCursor(database.db, cursor.table, cursor.job);
    expect(height).toBe(Math.floor((dieAt - 1) / 7) * 7);
    expect(await rows()).toEqual(upTo(height));
  }
  await using projection = await start();
  await eventually(() => projection.height === 40);
  expect(await rows()).toEqual(upTo(40));
});

it("goes on with new blocks, in two replicas as in one", async () => {
  await using one = await start();
  await using two = await start();
  for (const height of [41, 42, 44]) announce(height);
  await eventually(() => one.height === 44 && two.height === 44);
  expect(await rows()).toEqual(upTo(44));
});

it("takes a block again that could not be applied", async () => {
  let failures = 2;
  await using projection = await start(() => {
    if (failures-- > 0) throw new Error("a fault");
  });
  announce(45);
  await eventually(() => failures <= 1);
  announce(46);
  await eventually(() => failures <= 0);
  announce(47);
  await eventually(() => projection.height === 47);
  expect(await rows()).toEqual(upTo(47));
});

it("is rebuilt from the first block on, also while it runs", async () => {
  await using projection = await start();
  await rebuildProjection(database.db, cursor, clear);
  announce(50);
  await eventually(async () => (await rows()).length === 50);
  expect(await rows()).toEqual(upTo(50));
  expect(projection.height).toBe(50);
});

it("is rebuilt while the chain stands still, in every replica", async () => {
  await using one = await start();
  await using two = await start();
  await eventually(() => one.height === 50 && two.height === 50);
  await rebuildProjection(database.db, cursor, clear);
  await eventually(async () => (await rows()).length === 50);
  expect(await rows()).toEqual(upTo(50));
});

it("begins anew on a chain that was put back and went on otherwise", async () => {
  await using projection = await start();
  chain = [...chain.slice(0, 45), ...makeChain(15, chain[44])];
  announce(52);
  await eventually(() => projection.height === 52);
  const hashes = (await database.db.select().from(seen).orderBy(seen.number)).map(({ hash }) => hash);
  expect(hashes).toEqual(chain.slice(0, 52).map(({ header }) => headerHash(header)));
});
