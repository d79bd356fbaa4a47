import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, testContract } from "@pha/contract-kit/testing";
import type voteContract from "../src/index.ts";

const poll = {
  question: "Where do we meet?",
  choices: ["Here", "There"],
  voters: ["alice", "bob", "carol"].map((name) => accountOf(name)),
  closesAtBlock: 100,
};
const open = () => testContract<typeof voteContract>(new URL("..", import.meta.url), poll);

test("votes are counted once it is closed, the last one of each", async () => {
  await using vote = await open();
  await vote.as("alice").command("vote", { choice: 0 });
  await vote.as("bob").command("vote", { choice: 0 });
  await vote.as("alice").command("vote", { choice: 1 });
  await assert.rejects(vote.anonymous.query("result"), { code: "contract.Open" });
  vote.advance(100);
  assert.deepEqual(await vote.anonymous.query("result"), { votes: [1, 1], asked: 3 });
  await assert.rejects(vote.as("carol").command("vote", { choice: 0 }), { code: "contract.Closed" });
});

test("everybody sees their own vote and nobody else's, and only who is asked votes", async () => {
  await using vote = await open();
  await vote.as("alice").command("vote", { choice: 1 });
  assert.deepEqual(await vote.as("alice").query("myVote"), { choice: 1 });
  assert.deepEqual(await vote.as("bob").query("myVote"), {});
  await assert.rejects(vote.anonymous.query("myVote"), { code: "contract.NotSignedIn" });
  await assert.rejects(vote.as("mallory").command("vote", { choice: 1 }), { code: "contract.NoVoter" });
  await assert.rejects(vote.as("bob").command("vote", { choice: 2 }), { code: "contract.NoChoice" });
});
