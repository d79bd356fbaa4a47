import type { Hex } from "@pha/codec";
import { extrinsicHash, PHA, transactionErrors } from "@pha/runtime/spec";
import { sql } from "@pha/service-kit/db";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { undo } from "../author/undo.ts";
import { insertAccepted } from "../db/pool.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, key, openGround, sign, transfer } from "../testing/test-chain.ts";

let ground: Ground;
let core: Awaited<ReturnType<typeof openTestCore>>;
/** Happens while a signature is verified. */
let meanwhile: () => Promise<unknown> = async () => {};

beforeEach(async () => {
  ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose](); // writes genesis
  core = await openTestCore(ground.config, async () => {
    const happens = meanwhile;
    meanwhile = async () => {};
    await happens();
    return true;
  });
  core.role.lead();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await core[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

const make = (nonce: number, tip = 0n) =>
  sign(core.ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce, tip });

async function block(): Promise<void> {
  const sealed = await core.make();
  await commitBlock(core.db, sealed);
  advance(core, committed(sealed));
  core.pool.queue.release();
}

/** Hands one in, and counts how often it was judged. */
async function judgements(bytes: Uint8Array): Promise<number> {
  const validate = vi.spyOn(core.runtimes.current, "validate");
  await core.pool.submit(bytes);
  const hash: Hex = extrinsicHash(bytes);
  return validate.mock.calls.filter(([, extrinsic]) => extrinsic.hash === hash).length;
}

describe("an extrinsic on its way in", () => {
  beforeEach(() => core.pool.submit(make(0))); // what judging it reads is in memory then

  it("is judged once when the ledger stands still", async () => {
    expect(await judgements(make(1))).toBe(1);
  });

  it("is judged again when a block has come since", async () => {
    meanwhile = block;
    const next = make(1);
    expect(await judgements(next)).toBe(2);
    expect(core.pool.queue.isReady(extrinsicHash(next))).toBe(true);
  });

  it("is refused when a block has made it stale since", async () => {
    meanwhile = block;
    const rival = make(0, 10n);
    await expect(core.pool.submit(rival)).rejects.toSatisfy(transactionErrors.Stale.is);
    expect(await core.ledger.transaction(extrinsicHash(rival))).toEqual({ type: "invalid", reason: "Stale" });
  });

  it("is known when another replica stored it, and this one took it up, while it was judged", async () => {
    const next = make(1);
    const hash = extrinsicHash(next);
    const { read } = core.head;
    vi.spyOn(core.head, "read").mockImplementationOnce(async (work) => {
      await insertAccepted(core.db, [{ hash, bytes: next, verifiedAt: core.heads.best.number }]);
      await core.pool.following.restore();
      return read.call(core.head, work) as never;
    });
    await expect(core.pool.submit(next)).rejects.toSatisfy(errors.AlreadyKnown.is);
    expect(core.pool.queue.isReady(hash)).toBe(true);
  });

  it("replaces another, which is not taken up again before Postgres has that", async () => {
    const poor = make(1);
    const { hash } = await core.pool.submit(poor);
    const replacing = Promise.withResolvers<void>();
    core.emitter.on("transaction", (_, { type }) => type === "dropped" && replacing.resolve());
    let rich: Promise<unknown> | undefined;
    await core.db.transaction(async (tx) => {
      await tx.execute(sql`select from chain.pool for update`); // nobody is given up until this ends
      rich = core.pool.submit(make(1, 100n));
      await replacing.promise;
      await core.pool.following.takeUp([hash]);
    });
    await rich;
    expect(await core.ledger.transaction(hash)).toEqual({ type: "dropped", reason: "Replaced" });
  });

  it("is judged again when a block came and was undone, though the height is the same", async () => {
    // The chain that wrote genesis may have begun to author.
    await undo(core, core.epoch, undefined);
    const { number } = core.heads.best;
    meanwhile = async () => {
      await block();
      await undo(core, core.epoch, undefined);
    };
    expect(await judgements(make(1))).toBe(2);
    expect(core.heads.best.number).toBe(number);
  });

  it("is refused for lack of room before its signature is looked at, and leaves nothing behind", async () => {
    await core.pool.submit(make(1, 100n));
    let isVerified = false;
    meanwhile = async () => {
      isVerified = true;
    };
    const little = make(1, 101n);
    await expect(core.pool.submit(little)).rejects.toSatisfy(errors.PriorityTooLow.is);
    expect(isVerified).toBe(false);
    expect(await core.ledger.transaction(extrinsicHash(little))).toBeUndefined();
  });
});
