import assert from "node:assert/strict";
import { test } from "node:test";
import { testContract } from "@pha/contract-kit/testing";
import type notebook from "../src/index.ts";

test("everybody reads their own note and nobody else's", async () => {
  await using notes = await testContract<typeof notebook>(new URL("..", import.meta.url));
  await notes.as("alice").command("write", { text: "Only for me." });
  assert.equal(await notes.as("alice").query("read"), "Only for me.");
  await assert.rejects(notes.as("bob").query("read"), { code: "contract.NoNote" });
  await assert.rejects(notes.anonymous.query("read"), { code: "contract.NotSignedIn" });
});
