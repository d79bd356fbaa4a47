import type { Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { settled, testLedger } from "../rpc/testing.ts";
import type { TransactionStatus } from "./ledger.ts";
import { transactionWatch } from "./transaction-watch.ts";

const hash: Hex = `0x${"11".repeat(32)}`;
const place = { block: { number: 1, hash }, index: 0, ok: true };

function setup() {
  const chain = testLedger();
  const transactions = transactionWatch({ ledger: chain.ledger });
  const seen: (TransactionStatus["type"] | undefined)[] = [];
  const watch = () =>
    transactions.watch(
      hash,
      (status) => seen.push(status?.type),
      (error) => expect.fail(String(error)),
      (work) => work(),
    );
  return { chain, watch, seen };
}

describe("watching an extrinsic", () => {
  it("tells where it is first, then each step once", async () => {
    const { chain, watch, seen } = setup();
    chain.setStatus(hash, { type: "ready" });
    watch();
    await settled();
    chain.setStatus(hash, { type: "ready" });
    chain.setStatus(hash, { type: "inBlock", ...place });
    chain.setStatus(hash, { type: "finalized", ...place });
    expect(seen).toEqual(["ready", "inBlock", "finalized"]);
  });

  it("never goes back when a step overtakes the first look", async () => {
    const { chain, watch, seen } = setup();
    watch();
    chain.setStatus(hash, { type: "inBlock", ...place });
    await settled();
    expect(seen).toEqual(["inBlock"]);
  });

  it("begins anew when its block is undone", async () => {
    const { chain, watch, seen } = setup();
    watch();
    chain.setStatus(hash, { type: "inBlock", ...place });
    chain.setStatus(hash, { type: "retracted", block: place.block });
    chain.setStatus(hash, { type: "ready" });
    chain.setStatus(hash, { type: "inBlock", ...place });
    await settled();
    expect(seen).toEqual(["inBlock", "retracted", "ready", "inBlock"]);
  });

  it("tells nothing after a final step or after it was stopped", async () => {
    const { chain, watch, seen } = setup();
    chain.setStatus(hash, { type: "accepted" });
    watch();
    const stop = watch();
    stop();
    await settled();
    chain.setStatus(hash, { type: "dropped", reason: "Replaced" });
    chain.setStatus(hash, { type: "finalized", ...place });
    expect(seen).toEqual(["accepted", "dropped"]);
  });

  it("tells once that it is unknown, and goes on watching", async () => {
    const { chain, watch, seen } = setup();
    watch();
    await settled();
    chain.setStatus(hash, { type: "ready" });
    expect(seen).toEqual([undefined, "ready"]);
  });
});
