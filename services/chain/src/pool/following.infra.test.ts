import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { afterEach, beforeEach, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { makeCatchUp } from "../memory/catch-up.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, key, openGround, sign, transfer } from "../testing/test-chain.ts";

type Core = Awaited<ReturnType<typeof openTestCore>>;

let ground: Ground;
let author: Core;
let other: Core;

beforeEach(async () => {
  ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose](); // writes genesis
  other = await openTestCore(ground.config);
  other.role.follow();
  author = await openTestCore(ground.config);
  author.role.lead();
});
afterEach(async () => {
  for (const core of [author, other]) await core[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

const pay = (nonce: number) => sign(author.ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce });

async function block(): Promise<void> {
  const sealed = await author.make();
  await commitBlock(author.db, sealed);
  advance(author, committed(sealed));
  author.pool.queue.release();
}

it("who comes to lead has what waits ready, though a block had what it waited for before this replica heard of that", async () => {
  const [first, second] = [pay(0), pay(1)];
  await other.pool.submit(second);
  expect(other.pool.queue.isReady(extrinsicHash(second))).toBe(false);
  await author.pool.submit(first);
  await block();
  await makeCatchUp(other)();

  other.role.lead();
  await other.pool.following.takeOver();
  expect(other.pool.queue.isReady(extrinsicHash(second))).toBe(true);
});
