import { type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type escrowContract from "./index.ts";

const PHA = 1_000_000_000_000n;
let escrow: TestContract<typeof escrowContract>;
beforeEach(async () => {
  escrow = await testContract<typeof escrowContract>(new URL("..", import.meta.url));
}, 60_000);
afterEach(() => escrow[Symbol.asyncDispose]());

const open = (amount: bigint) =>
  escrow
    .as("buyer")
    .bringing(amount)
    .command("open", { seller: escrow.as("seller").account as `0x${string}` });
const deal = (name: string) => escrow.as(name).query("deal", { deal: 1 });

test("what a buyer brings waits, and is the seller's when the buyer releases it", async () => {
  expect(await open(5n * PHA)).toEqual({ deal: 1 });
  expect([escrow.balance, escrow.balanceOf("buyer")]).toEqual([5n * PHA, 995n * PHA]);
  expect(await deal("seller")).toMatchObject({ amount: `${5n * PHA}`, phase: "open" });
  await escrow.as("buyer").command("release", { deal: 1 });
  expect([escrow.balance, escrow.balanceOf("seller")]).toEqual([0n, 1_005n * PHA]);
  expect(await deal("buyer")).toMatchObject({ phase: "released" });
  await expect(escrow.as("buyer").command("release", { deal: 1 })).rejects.toMatchObject({ code: "contract.NotOpen" });
});

test("a seller gives it back", async () => {
  await open(PHA);
  await escrow.as("seller").command("refund", { deal: 1 });
  expect([escrow.balance, escrow.balanceOf("buyer")]).toEqual([0n, 1_000n * PHA]);
  expect(await deal("buyer")).toMatchObject({ phase: "refunded" });
});

test("everybody is told that a deal opens and closes, and nothing else of it", async () => {
  await open(PHA);
  await escrow.as("buyer").command("release", { deal: 1 });
  expect(escrow.effects.filter(({ type }) => type === "Emit")).toMatchObject([
    { name: "Opened", data: { deal: 1 } },
    { name: "Closing", data: { deal: 1 } },
  ]);
});

test.each(["release", "refund"] as const)("whose deal it is not cannot %s it, nor ask for it", async (method) => {
  await open(PHA);
  const stranger = method === "release" ? "seller" : "buyer";
  for (const name of [stranger, "stranger"])
    await expect(escrow.as(name).command(method, { deal: 1 })).rejects.toMatchObject({ code: "contract.UnknownDeal" });
  await expect(deal("stranger")).rejects.toMatchObject({ code: "contract.UnknownDeal" });
  expect(escrow.balance).toBe(PHA);
});

test("what a refused command brings goes back, and one that takes nothing gets nothing", async () => {
  await expect(open(0n)).rejects.toMatchObject({ code: "contract.NothingBrought" });
  const own = escrow.as("buyer").bringing(PHA);
  const seller = escrow.as("buyer").account as `0x${string}`;
  await expect(own.command("open", { seller })).rejects.toMatchObject({ code: "contract.OwnDeal" });
  await open(PHA);
  await expect(own.command("release", { deal: 1 })).rejects.toMatchObject({ code: "contract.NotPayable" });
  expect([escrow.balance, escrow.balanceOf("buyer")]).toEqual([PHA, 999n * PHA]);
});
