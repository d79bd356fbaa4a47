import { type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type oracleContract from "./index.ts";

const sources = ["https://a.example/pha", "https://b.example/pha", "https://c.example/pha"];
let oracle: TestContract<typeof oracleContract>;
beforeEach(async () => {
  oracle = await testContract<typeof oracleContract>(new URL("..", import.meta.url), { sources });
}, 60_000);
afterEach(() => oracle[Symbol.asyncDispose]());

/** What the servers tell from now on, in their order; nothing of one that is down. */
const tell = (...prices: (string | undefined)[]) =>
  oracle.answerFetch(({ url }) => {
    const price = prices[sources.indexOf(url)];
    return price === undefined ? new Response("", { status: 503 }) : new Response(price);
  });
const price = () => oracle.anonymous.query("price");

test("it fetches the price every twenty blocks and tells the median", async () => {
  tell("0.12", "0.13", "0.11");
  await oracle.runTasks(19);
  await expect(price()).rejects.toMatchObject({ code: "contract.NoPrice" });
  await oracle.runTasks(1);
  expect(await price()).toMatchObject({ micros: 120_000 });
  expect(oracle.effects).toMatchObject([{ name: "Priced", data: { micros: 120_000 } }]);
  await oracle.runTasks(60);
  expect((await price()).rounds).toHaveLength(3);
  expect(oracle.effects).toHaveLength(1);
});

test("one round that is off moves nothing", async () => {
  for (const now of ["0.12", "0.12", "9"]) {
    tell(now, now, now);
    await oracle.runTasks(20);
  }
  expect(await price()).toMatchObject({ micros: 120_000 });
});

test("one server that is down, or tells nonsense, does not matter; two do, and say why", async () => {
  tell(undefined, "0.13", "0.11");
  await oracle.runTask("refresh");
  expect(await price()).toMatchObject({ micros: 130_000 });
  tell("0.12", "soon", undefined);
  await expect(oracle.runTask("refresh")).rejects.toMatchObject({ code: "contract.NoPrice" });
  expect(oracle.logs.join()).toContain("https://b.example/pha tells no price.");
});

test("whoever wants it to go on gives it money", async () => {
  await oracle
    .as("alice")
    .bringing(10n ** 12n)
    .command("fund");
  expect(oracle.balance).toBe(10n ** 12n);
});

test("nobody tells it a price", async () => {
  const tells = oracle.as("mallory").command("tell", { micros: 1 });
  await expect(tells).rejects.toMatchObject({ code: "contract.OfTasks" });
});
