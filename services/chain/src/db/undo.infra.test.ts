import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { undo } from "../author/undo.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, key, openGround, sign, transfer } from "../testing/test-chain.ts";
import { insertCertificate } from "./finality.ts";

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
});
