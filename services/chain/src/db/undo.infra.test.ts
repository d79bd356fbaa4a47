import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { eq } from "@pha/service-kit/db";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { undo } from "../author/undo.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, key, openGround, sign, transfer } from "../testing/test-chain.ts";
import { findCertificate, insertCertificate } from "./finality.ts";
import { findPooled, giveUp, listWaiting } from "./pool.ts";
import { findProgress } from "./progress.ts";
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
  const [inside, then, later] = [make(0), make(1), make(2)];
  await core.pool.submit(inside);
  await block();
  const { number, hash } = core.heads.best;
  await insertCertificate(core.db, hash, { number, bytes: new Uint8Array() });
  await core.pool.submit(later);
  await core.db.insert(activity).values({ account: hash, block: number, extrinsic: 0 });
  await core.db
    .insert(progress)
    .values({ job: "index", height: number })
    .onConflictDoUpdate({ target: progress.job, set: { height: number } });
  await core.db.transaction((tx) =>
    returnTo(tx, number - 1, [{ hash: extrinsicHash(then), bytes: then, verifiedAt: null }]),
  );
  expect(await core.db.select().from(activity).where(eq(activity.account, hash))).toEqual([]);
  expect(await findProgress(core.db, "index")).toBe(number - 1);
  expect(await findCertificate(core.db, number)).toBeUndefined();
  expect((await listWaiting(core.db)).map((row) => row.hash)).toEqual([extrinsicHash(then)]);
});
