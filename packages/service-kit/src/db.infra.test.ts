import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startPostgres } from "@pha/local-infra";
import { eventually, testPostgres } from "@pha/testkit";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "./config.ts";
import { type Database, dbError, eq, integer, migrate, openDb, pgSchema, sql, text } from "./db.ts";
import { errors } from "./errors.ts";
import { silentLog as log } from "./log.ts";

const things = pgSchema("demo").table("things", { id: integer().primaryKey(), name: text().notNull() });
const coded = (code: string) => expect.objectContaining({ code });

const stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), "pha-db-"));
let url: string;
let database: Database;
beforeAll(async () => {
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, "0000_first.sql"),
    'CREATE SCHEMA "demo";\n--> statement-breakpoint\nCREATE TABLE "demo"."things" ("id" integer PRIMARY KEY, "name" text NOT NULL);\n',
  );
  url = stack.use(await testPostgres()).url;
  database = stack.use(await openDb({ service: "demo", url: new Secret(url), log, migrations: folder }));
});
afterAll(() => stack.disposeAsync());

describe("a database", () => {
  it("is migrated at the start and takes typed queries", async () => {
    await database.db.insert(things).values({ id: 1, name: "one" });
    expect(await database.db.select().from(things).where(eq(things.id, 1))).toEqual([{ id: 1, name: "one" }]);
    await database.check();
  });

  it("rolls a failed transaction back", async () => {
    const failed = database.db.transaction(async (tx) => {
      await tx.insert(things).values({ id: 2, name: "two" });
      throw errors.Internal();
    });
    await expect(failed).rejects.toThrowError(coded(errors.Internal.code));
    expect(await database.db.select().from(things).where(eq(things.id, 2))).toEqual([]);
  });

  it("applies migrations once, also when replicas start together", async () => {
    writeFileSync(join(folder, "0001_second.sql"), 'ALTER TABLE "demo"."things" ADD COLUMN "size" integer;\n');
    await Promise.all(Array.from({ length: 4 }, () => migrate(database.pool, "demo", folder, log)));
    const { rows } = await database.pool.query("SELECT name FROM demo_migrations ORDER BY index");
    expect(rows).toEqual([{ name: "0000_first.sql" }, { name: "0001_second.sql" }]);
  });

  it("leaves nothing behind of a migration that fails", async () => {
    const file = join(folder, "0002_third.sql");
    writeFileSync(file, "CREATE TABLE demo.half (id integer); SELECT no_such_column;\n");
    await expect(migrate(database.pool, "demo", folder, log)).rejects.toThrow();
    rmSync(file);
    expect((await database.pool.query("SELECT to_regclass('demo.half') AS half")).rows).toEqual([{ half: null }]);
  });

  it("refuses the schema of a newer version, and migrations that were edited", async () => {
    const empty = mkdtempSync(join(folder, "older-"));
    await expect(migrate(database.pool, "demo", empty, log)).rejects.toThrowError(coded(errors.SchemaNewer.code));
    writeFileSync(join(empty, "0000_first.sql"), "-- other");
    await expect(migrate(database.pool, "demo", empty, log)).rejects.toThrowError(coded(errors.SchemaChanged.code));
  });
});

describe("errors of Postgres", () => {
  const failure = async (work: Promise<unknown>) => dbError(await work.catch((error: unknown) => error));

  it("of ours stay what they are: bugs", async () => {
    await database.db.insert(things).values({ id: 9, name: "nine" });
    expect(await failure(database.db.insert(things).values({ id: 9, name: "again" }))).toBeUndefined();
    expect(await failure(database.pool.query("SELECT nonsense"))).toBeUndefined();
  });

  it("of two transactions in each other's way are contention", async () => {
    await database.db.insert(things).values({ id: 5, name: "five" });
    const bump = () =>
      database.db.transaction(
        async (tx) => {
          await tx.select().from(things).where(eq(things.id, 5));
          await tx.execute(sql`SELECT pg_sleep(0.2)`);
          await tx.update(things).set({ name: "changed" }).where(eq(things.id, 5));
        },
        { isolationLevel: "serializable" },
      );
    const results = await Promise.all([failure(bump()), failure(bump())]);
    expect(results).toContainEqual(coded(errors.DbContention.code));
  });

  it("before a transaction has begun cost the connection, not its place in the pool", async () => {
    const { pool, db } = database;
    pool.once("acquire", (client) => void (client as unknown as Client).end());
    await expect(db.transaction(async () => {})).rejects.toThrow();
    expect(pool.totalCount).toBe(pool.idleCount);
  });

  it("of a wrong user or database say so at the start", async () => {
    for (const wrong of [url.replace(/:[^:@]*@/, ":wrong@"), `${url}_not`]) {
      const opening = openDb({ service: "demo", url: new Secret(wrong), log });
      await expect(opening).rejects.toThrowError(coded(errors.DbRefused.code));
    }
  });
});

describe("a Postgres that goes and comes", () => {
  it("is waited for at the start until asked to stop", async () => {
    const nowhere = new Secret(`postgres://a:b@127.0.0.1:${await freePort()}/c`);
    const opening = openDb({ service: "demo", url: nowhere, log, signal: AbortSignal.timeout(200) });
    await expect(opening).rejects.toThrowError(coded(errors.StartInterrupted.code));
  });

  it("costs the statements under way, not the process", async () => {
    const dir = mkdtempSync(join(tmpdir(), "pha-restart-"));
    const start = () => startPostgres({ dir, logFile: join(dir, "log"), durable: false });
    let postgres = await start();
    const own = await openDb({ service: "demo", url: new Secret(postgres.url), log, migrations: folder });
    try {
      await own.db.insert(things).values({ id: 1, name: "kept" });
      const begun = Promise.withResolvers<void>();
      const underWay = own.db.transaction(async (tx) => {
        await tx.insert(things).values({ id: 2, name: "lost" });
        begun.resolve();
        await tx.execute(sql`SELECT pg_sleep(30)`);
      });
      const lost = underWay.catch((error: unknown) => dbError(error));
      await begun.promise;
      await postgres[Symbol.asyncDispose]();
      expect(await lost).toEqual(coded(errors.DbUnavailable.code));
      expect(dbError(await own.check().catch((error: unknown) => error))).toEqual(coded(errors.DbUnavailable.code));
      postgres = await start();
      await eventually(() =>
        own.check().then(
          () => true,
          () => false,
        ),
      );
      expect(await own.db.select({ id: things.id }).from(things)).toEqual([{ id: 1 }]);
    } finally {
      await own[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
