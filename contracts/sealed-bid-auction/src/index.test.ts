import { type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

let auction: TestContract;
beforeEach(async () => {
  auction = await testContract(new URL("..", import.meta.url));
  const closesAtBlock = auction.block.number + 10;
  await auction.as("seller").command("create", { item: "A painting", closesAtBlock });
}, 60_000);
afterEach(() => auction[Symbol.asyncDispose]());

const bid = (name: string, amount: string) => auction.as(name).command("bid", { auction: 1, amount });
const status = (name: string) => auction.as(name).query("status", { auction: 1 });
const myBid = (name: string) => auction.as(name).query("myBid", { auction: 1 });
const close = () => auction.as("anybody").command("close", { auction: 1 });

test("the highest bid wins and its price is shown to all after the close", async () => {
  await bid("alice", "100");
  await bid("bob", "340282366920938463463374607431768211455");
  await bid("carol", "90");
  auction.advance(10);
  expect(await status("alice")).toMatchObject({ phase: "ended" });
  await close();
  const known = {
    auction: 1,
    item: "A painting",
    seller: auction.as("seller").account,
    closesAtBlock: 11,
    phase: "closed",
    winner: auction.as("bob").account,
    price: "340282366920938463463374607431768211455",
  };
  for (const name of ["alice", "bob", "seller", "stranger"]) expect(await status(name)).toEqual(known);
  expect(await auction.anonymous.query("list")).toEqual([known]);
});

test("before the close nobody learns who leads or that anybody bid", async () => {
  const before = await status("stranger");
  await bid("alice", "777");
  for (const name of ["seller", "bob", "alice"]) expect(await status(name)).toEqual(before);
  auction.advance(20);
  expect(await status("seller")).toEqual({ ...(before as object), phase: "ended" });
});

test("a losing bid is shown to its bidder and to nobody else, before and after the close", async () => {
  await bid("alice", "1001");
  await bid("bob", "2002");
  const seen = async () => {
    const asked = ["seller", "bob", "carol"].flatMap((name) => [
      status(name),
      auction.as(name).query("list"),
      myBid(name).catch((error: unknown) => String(error)),
    ]);
    return JSON.stringify(await Promise.all(asked));
  };
  expect(await myBid("alice")).toEqual({ amount: "1001", outcome: "sealed" });
  expect(await seen()).not.toContain("1001");
  auction.advance(10);
  await close();
  expect(await myBid("alice")).toEqual({ amount: "1001", outcome: "lost" });
  expect(await myBid("bob")).toEqual({ amount: "2002", outcome: "won" });
  expect(await seen()).not.toContain("1001");
  await expect(myBid("carol")).rejects.toMatchObject({ code: "contract.NoBid" });
  await expect(auction.anonymous.query("myBid", { auction: 1 })).rejects.toMatchObject({
    code: "contract.NotSignedIn",
  });
});

test("of equal bids the earlier leads; a bid can be raised, not lowered", async () => {
  await bid("alice", "50");
  await bid("bob", "50");
  await expect(bid("bob", "50")).rejects.toMatchObject({ code: "contract.BidTooLow" });
  await expect(bid("carol", "0")).rejects.toMatchObject({ code: "contract.BidTooLow" });
  auction.advance(10);
  expect(await close()).toMatchObject({ winner: auction.as("alice").account, price: "50" });
});

test("bids count up to the closing block; closing comes after it, and changes nothing when repeated", async () => {
  auction.advance(11 - auction.block.number - 1);
  expect(await bid("alice", "1")).toMatchObject({ outcome: "sealed" });
  expect(auction.block.number).toBe(11);
  await expect(bid("bob", "2")).rejects.toMatchObject({ code: "contract.AuctionEnded" });
  const closed = await close();
  expect(await close()).toEqual(closed);
});

test("an auction nobody bid in closes without a winner", async () => {
  await expect(close()).rejects.toMatchObject({ code: "contract.StillOpen" });
  auction.advance(10);
  const closed = await close();
  expect(closed).toMatchObject({ phase: "closed" });
  expect(closed).not.toHaveProperty("winner");
});

test("sellers do not bid, unknown auctions have no bids, and none closes in the past", async () => {
  await expect(bid("seller", "5")).rejects.toMatchObject({ code: "contract.OwnAuction" });
  const elsewhere = auction.as("alice").command("bid", { auction: 2, amount: "5" });
  await expect(elsewhere).rejects.toMatchObject({ code: "contract.UnknownAuction" });
  const past = auction.as("alice").command("create", { item: "Late", closesAtBlock: 1 });
  await expect(past).rejects.toMatchObject({ code: "contract.ClosesInThePast" });
});

test("auctions are apart", async () => {
  await auction.as("other").command("create", { item: "A vase", closesAtBlock: 100 });
  await bid("alice", "10");
  await expect(auction.as("alice").query("myBid", { auction: 2 })).rejects.toMatchObject({ code: "contract.NoBid" });
  const items = ((await auction.anonymous.query("list")) as { item: string }[]).map(({ item }) => item);
  expect(items).toEqual(["A vase", "A painting"]);
});
