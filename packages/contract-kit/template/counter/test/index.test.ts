import assert from "node:assert/strict";
import { test } from "node:test";
import { testContract } from "@pha/contract-kit/testing";
import type counterContract from "../src/index.ts";

test("everybody counts on", async () => {
  await using counter = await testContract<typeof counterContract>(new URL("..", import.meta.url), { count: 5 });
  assert.deepEqual(await counter.as("alice").command("add", { by: 2 }), { count: 7 });
  await counter.as("bob").command("add", { by: 3 });
  assert.deepEqual(await counter.anonymous.query("count"), { count: 10 });
});

test("what does not fit its schema is refused before anything runs", async () => {
  await using counter = await testContract<typeof counterContract>(new URL("..", import.meta.url), { count: 0 });
  await assert.rejects(counter.as("alice").command("add", { by: 0 }), { code: "contract.BadArguments" });
  assert.deepEqual(await counter.anonymous.query("count"), { count: 0 });
});
