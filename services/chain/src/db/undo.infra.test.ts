import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { eq, sql } from "@pha/service-kit/db";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { undo } from "../author/undo.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, key, openGround, sign, transfer } from "../testing/test-chain.ts";
import { insertMessages } from "./blocks.ts";
import { findCertificate, insertCertificate, insertOutbox, listNilCertificates } from "./finality.ts";
import { findPooled, giveUp, listPooled, listWaiting } from "./pool.ts";
import { findProgress, type Job } from "./progress.ts";
import * as schema from "./schema.ts";
import { activity, pool, progress } from "./schema.ts";
import { returnTo } from "./undo.ts";

let ground: Ground;
let core: Awaited<ReturnType<typeof openTestCore>>;
/** Signatures that were verified. */
let verified: number;
let doHold: boolean;

beforeEach(async () => {
  ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose](); // writes genesis
  [verified, doHold] = [0, true];
  core = await openTestCore(ground.config, async () => {
    verified++;
    return doHold;
  });
  core.role.lead();
  await undo(core, core.epoch, undefined); // a block that was made before genesis' writer had ended
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

const make = (nonce: number) => sign(core.ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce });

async function block(): Promise<void> {
  const sealed = await core.make();
  await commitBlock(core.db, sealed);
  advance(core, committed(sealed));
  core.pool.queue.release();
}

/** Every row of every table but the pool. */
async function dump(): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const table of Object.values(schema)) {
    if (!is(table, PgTable) || table === pool) continue;
    rows[getTableName(table)] = (await core.db.execute(sql`select t::text from ${table} t order by 1`)).rows;
  }
  return rows;
}

const setProgress = (job: Job, height: number) =>
  core.db.insert(progress).values({ job, height }).onConflictDoUpdate({ target: progress.job, set: { height } });

const isPending = (bytes: Uint8Array) => core.pool.queue.get(extrinsicHash(bytes)) !== undefined;

describe("undoing blocks", () => {
  it("verifies signatures again that were verified on top of them, and believes none that does not hold now", async () => {
    const [early, inside, late] = [make(2), make(0), make(1)];
    await core.pool.submit(early);
    await core.pool.submit(inside);
    await block();
    await core.pool.submit(late);
    [verified, doHold] = [0, false];
    await undo(core, core.epoch, undefined);
    expect(verified).toBe(2);
    expect([early, inside, late].map(isPending)).toEqual([true, false, false]);
    for (const bytes of [inside, late])
      expect(await core.ledger.transaction(extrinsicHash(bytes))).toEqual({ type: "invalid", reason: "BadProof" });
  });

  it("leaves no row of theirs in any table, and every row of those below, finalized ones too", async () => {
    const below = make(0);
    await core.pool.submit(below);
    await block();
    const { number, hash } = core.heads.best;
    await insertCertificate(core.db, hash, { number, bytes: new Uint8Array() });
    await insertOutbox(core.db, "finalized", number);
    await core.catchUp();
    const before = await dump();
    const above = [make(1), make(2)];
    for (const bytes of above) {
      await core.pool.submit(bytes);
      await block();
    }
    await insertMessages(core.db, core.heads.best.number, [{ index: 0, cluster: 0, bytes: new Uint8Array() }]);
    await undo(core, core.epoch, undefined);
    expect(await dump()).toEqual(before);
    expect(await listPooled(core.db, [below, ...above].map(extrinsicHash))).toMatchObject(
      above.map((bytes) => ({ hash: extrinsicHash(bytes), verdict: null })),
    );
  });

  it("closes the round of the lowest, and has the next block take half of what was in that", async () => {
    for (const nonce of [0, 1, 2, 3]) await core.pool.submit(make(nonce));
    await block();
    await block();
    const certificate = { number: 1, round: 0, setId: 0n, signers: new Uint8Array(1), signatures: [] };
    await undo(core, core.epoch, { certificate, reasons: ["relay.BadExtrinsic"] });
    expect((await listNilCertificates(core.db, 1)).length).toBe(1);
    expect(core.rounds.at(1)).toEqual({ round: 1, closed: certificate });
    expect(core.search.allowance.maxExtrinsics).toBe(2);
  });

  it("is done as a whole, or nothing has happened", async () => {
    const bytes = make(0);
    await core.pool.submit(bytes);
    await block();
    const { number, hash } = core.heads.best;
    await core.db.execute(
      sql`create function chain.refuse() returns trigger language plpgsql as $$begin raise 'no'; end$$`,
    );
    await core.db.execute(sql`create trigger refuse before delete on chain.blocks execute function chain.refuse()`);
    const certificate = { number, round: 0, setId: 0n, signers: new Uint8Array(1), signatures: [] };
    await expect(undo(core, core.epoch, { certificate, reasons: [] })).rejects.toThrow();
    expect(core.heads.best.hash).toBe(hash);
    expect(await listNilCertificates(core.db, number)).toEqual([]);
    expect(await listWaiting(core.db)).toEqual([]);
    expect(await core.ledger.transaction(extrinsicHash(bytes))).toMatchObject({ type: "inBlock" });
  });

  it("stops where one of them was finalized meanwhile, and takes nothing back", async () => {
    const bytes = make(0);
    await core.pool.submit(bytes);
    await block();
    const { number, hash } = core.heads.best;
    await insertCertificate(core.db, hash, { number, bytes: new Uint8Array() });
    await expect(undo(core, core.epoch, undefined)).rejects.toSatisfy(errors.Fenced.is);
    expect(core.heads.best.hash).toBe(hash);
    await core.catchUp();
    expect(core.heads.finalized).toEqual({ number, hash });
    expect(await core.ledger.transaction(extrinsicHash(bytes))).toMatchObject({ type: "finalized", ok: true });
  });

  it("is for the holder of the lease alone, and nothing has happened where it is another's", async () => {
    await core.pool.submit(make(0));
    await block();
    const { hash } = core.heads.best;
    await expect(undo(core, core.epoch - 1n, undefined)).rejects.toSatisfy(errors.Fenced.is);
    expect(core.heads.best.hash).toBe(hash);
    expect(await core.ledger.findHeader(hash)).toBeDefined();
  });

  it("has what was in them wait again, though it was given up meanwhile, and ends the search for an offender", async () => {
    const bytes = make(0);
    const hash = extrinsicHash(bytes);
    await core.pool.submit(bytes);
    await block();
    await core.db.insert(pool).values({ hash, bytes });
    await giveUp(core.db, [{ hash, verdict: "dropped", reason: "TooOld" }]);
    core.search.refused([hash, hash]);
    expect(core.search.allowance.maxExtrinsics).toBe(1);
    await undo(core, core.epoch, undefined);
    expect(await findPooled(core.db, hash)).toMatchObject({ verdict: null, reason: null });
    expect(core.search.allowance.maxExtrinsics).toBe(Number.POSITIVE_INFINITY);
  });
});

it("returning to a height forgets what was certified and written down above it, and has the pool of then", async () => {
  const [below, inside, then, later] = [make(0), make(1), make(2), make(3)];
  for (const bytes of [below, inside]) {
    await core.pool.submit(bytes);
    await block();
    const { number, hash } = core.heads.best;
    await insertCertificate(core.db, hash, { number, bytes: new Uint8Array() });
    await core.db.insert(activity).values({ account: key("//Eve").accountId, block: number, extrinsic: 0 });
  }
  const number = core.heads.best.number - 1;
  await core.pool.submit(later);
  await setProgress("index", number + 1);
  await setProgress("prune", number - 1);
  await core.db.transaction((tx) =>
    returnTo(tx, number, [{ hash: extrinsicHash(then), bytes: then, verifiedAt: null }]),
  );
  const touched = await core.db
    .select()
    .from(activity)
    .where(eq(activity.account, key("//Eve").accountId));
  expect(touched.map((row) => row.block)).toEqual([number]);
  expect(await findProgress(core.db, "index")).toBe(number);
  expect(await findProgress(core.db, "prune")).toBe(number - 1);
  expect(await findCertificate(core.db, number)).toBeDefined();
  expect(await findCertificate(core.db, number + 1)).toBeUndefined();
  expect((await listWaiting(core.db)).map((row) => row.hash)).toEqual([extrinsicHash(then)]);
});
