import { accountOf, type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type recordsContract from "./index.ts";

let records: TestContract<typeof recordsContract>;
beforeEach(async () => {
  records = await testContract<typeof recordsContract>(new URL("..", import.meta.url));
}, 60_000);
afterEach(() => records[Symbol.asyncDispose]());

const people = ["ann", "ben", "cat", "dan", "eve"];
const has = (name: string, amount: number) => records.as(name).command("record", { kind: "pulse", amount });
const open = () => records.as("researcher").command("open", { kind: "pulse", purpose: "Pulse at rest" });
const consent = (name: string, yes = true) => records.as(name).command("consent", { study: 1, yes });
const close = () => records.as("researcher").command("close", { study: 1 });

test("records are read by whom they are of, and by a doctor while trusted", async () => {
  await has("ann", 70);
  expect(await records.as("ann").query("records", {})).toMatchObject([{ kind: "pulse", amount: 70 }]);
  const asked = () => records.as("doctor").query("records", { of: accountOf("ann") });
  await expect(asked()).rejects.toMatchObject({ code: "contract.NotTrusted" });
  await records.as("ann").command("trust", { doctor: accountOf("doctor") });
  expect(await asked()).toMatchObject([{ amount: 70 }]);
  await records.as("ann").command("trust", {});
  await expect(asked()).rejects.toMatchObject({ code: "contract.NotTrusted" });
  await expect(records.anonymous.query("records", {})).rejects.toMatchObject({ code: "contract.NotSignedIn" });
});

test("a study finds the mean of the newest records of those who consented, once", async () => {
  await open();
  for (const [i, name] of people.entries()) {
    await has(name, 200);
    await has(name, 60 + i);
    await consent(name);
  }
  await has("stranger", 999);
  expect(await close()).toEqual({ people: 5, mean: 62 });
  expect(await records.anonymous.query("finding", { study: 1 })).toEqual({ people: 5, mean: 62 });
  await expect(close()).rejects.toMatchObject({ code: "contract.Closed" });
  await expect(consent("stranger")).rejects.toMatchObject({ code: "contract.Closed" });
});

test("of fewer than five nothing is told: who takes their consent back counts no more", async () => {
  await open();
  for (const name of people) {
    await has(name, 70);
    await consent(name);
  }
  await consent("eve", false);
  await expect(close()).rejects.toMatchObject({ code: "contract.TooFew" });
  await expect(records.anonymous.query("finding", { study: 1 })).rejects.toMatchObject({ code: "contract.NotClosed" });
  await consent("eve");
  await expect(records.as("ann").command("close", { study: 1 })).rejects.toMatchObject({ code: "contract.NotYours" });
  expect(await close()).toEqual({ people: 5, mean: 70 });
});

test("the oldest of many records make room", async () => {
  for (let amount = 1; amount <= 52; amount++) await has("ann", amount);
  const kept = await records.as("ann").query("records", {});
  expect([kept.length, kept[0]?.amount, kept.at(-1)?.amount]).toEqual([50, 3, 52]);
});
