import { u32 } from "@pha/codec";
import { eventually, testNats, testPostgres } from "@pha/testkit";
import { event } from "@pha/wire";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Bus, connectBus } from "./bus.ts";
import { Secret } from "./config.ts";
import { type Database, integer, openDb, outboxSequence, pgSchema, startOutbox } from "./db.ts";
import { errors } from "./errors.ts";
import { silentLog as log } from "./log.ts";

const table = pgSchema("shop").table("outbox", { sequence: outboxSequence(), order: integer().notNull() });
const ordered = event("shop.v1.ordered", u32, "An order was placed.");

const opened = new AsyncDisposableStack();
let database: Database;
let bus: Bus;
const received: number[] = [];

beforeAll(async () => {
  const url = new Secret(opened.use(await testPostgres()).url);
  database = opened.use(await openDb({ service: "shop", url, log }));
  await database.pool.query(
    'create schema shop; create table shop.outbox (sequence bigserial primary key, "order" int)',
  );
  const nats = opened.use(await testNats());
  bus = opened.use(await connectBus({ service: "shop", url: nats.url, log }));
  const other = opened.use(await connectBus({ service: "kitchen", url: nats.url, log }));
  await other.subscribe(ordered, {}, ({ value }) => void received.push(value)).ready;
});
beforeEach(() => void received.splice(0));
afterAll(() => opened.disposeAsync());

const left = async () => (await database.db.select().from(table)).map(({ order }) => order);
const place = (...orders: number[]) =>
  database.db.transaction(async (tx) => void (await tx.insert(table).values(orders.map((order) => ({ order })))));
const start = (flush = bus.flush) =>
  startOutbox({
    db: database.db,
    bus: { flush },
    log,
    table,
    publish: ({ order }) => bus.publish(ordered, {}, order),
  });

it("publishes what transactions have committed, in order, once, and then has no rows left", async () => {
  await using outbox = start();
  for (let i = 0; i < 200; i += 2) {
    await place(i, i + 1);
    outbox.wake();
  }
  await eventually(async () => (await left()).length === 0);
  await eventually(() => received.length >= 200);
  expect(received).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

it("publishes nothing of a transaction that is rolled back", async () => {
  await using outbox = start();
  const failed = database.db.transaction(async (tx) => {
    await tx.insert(table).values({ order: 1 });
    throw errors.Internal();
  });
  await expect(failed).rejects.toThrow();
  await place(2);
  outbox.wake();
  await eventually(() => received.length > 0);
  expect(received).toEqual([2]);
});

it("publishes again what was not known to have arrived when the publisher ended", async () => {
  await place(1, 2);
  const asked = Promise.withResolvers<void>();
  {
    await using _ = start(async () => {
      asked.resolve();
      throw errors.BusUnreachable();
    });
    await asked.promise;
  }
  expect(await left()).toEqual([1, 2]);
  await using _ = start();
  await eventually(async () => (await left()).length === 0);
  await eventually(() => received.length >= 4);
  expect(received).toEqual([1, 2, 1, 2]);
});
