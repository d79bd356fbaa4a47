import type { Hex } from "@pha/codec";
import { afterEach, beforeEach, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { errors } from "../errors.ts";
import { advance } from "../memory/memory.ts";
import { openTestCore } from "../testing/open-test-core.ts";
import { type Ground, openGround } from "../testing/test-chain.ts";
import { findNumbered, resolveBlock, resolveState } from "./block-id.ts";

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

/** Writes a block, which the other replica has not heard of. */
async function block(): Promise<{ readonly number: number; readonly hash: Hex }> {
  const sealed = await author.make();
  await commitBlock(author.db, sealed);
  advance(author, committed(sealed));
  return author.ledger.best;
}

it("a replica knows each block that a caller can know from another", async () => {
  const first = await block();
  expect(await findNumbered(other.ledger, first.number)).toEqual(first);
  const second = await block();
  expect((await resolveState(other.ledger, second.hash)).block).toEqual(second);
  const third = await block();
  expect(await resolveBlock(other.ledger, String(third.number))).toEqual(third);
  expect(other.ledger.best).toEqual(third);
  await expect(findNumbered(other.ledger, third.number + 1)).rejects.toSatisfy(errors.BlockNotFound.is);
});
