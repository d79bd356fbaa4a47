import assert from "node:assert/strict";
import { test } from "node:test";
import { testContract } from "@pha/contract-kit/testing";
import type oracleContract from "../src/index.ts";

const source = "https://weather.example/now";
const make = () => testContract<typeof oracleContract>(new URL("..", import.meta.url), { source });

test("it tells what the service says now", async () => {
  await using oracle = await make();
  oracle.answerFetch(({ url }) => new Response(JSON.stringify({ celsius: url === source ? 21.4 : 0 })));
  assert.deepEqual(await oracle.anonymous.query("now"), { celsius: 21 });
});

test("it reads every hundred blocks, and keeps what it read", async () => {
  await using oracle = await make();
  oracle.answerFetch(() => new Response('{"celsius":-3}'));
  await oracle.runTasks(99);
  await assert.rejects(oracle.anonymous.query("last"), { code: "contract.NotYet" });
  await oracle.runTasks(1);
  assert.equal((await oracle.anonymous.query("last")).celsius, -3);
  assert.equal(oracle.effects.length, 1);
});

test("a service that fails is no temperature", async () => {
  await using oracle = await make();
  oracle.answerFetch(() => new Response("", { status: 503 }));
  await assert.rejects(oracle.anonymous.query("now"), { code: "contract.ServiceFailed" });
  oracle.answerFetch(() => new Response('{"celsius":"warm"}'));
  await assert.rejects(oracle.runTask("look"), { code: "contract.ServiceFailed" });
  await assert.rejects(oracle.as("mallory").command("keep", { celsius: 99 }), { code: "contract.OfTasks" });
});
