import { extrinsicHash, transactionErrors } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { serve } from "./serve.ts";
import { settled, testConnection, testLedger } from "./testing.ts";
import { transactionStatusMethods } from "./transaction-status.ts";

const extrinsic = Uint8Array.of(4, 0);
const hash = extrinsicHash(extrinsic);
const place = { block: { number: 1, hash }, index: 2, ok: true };

function setup({ refuse }: { refuse?: () => Error } = {}) {
  const chain = testLedger();
  const ledger = Object.assign(Object.create(chain.ledger), {
    async submit() {
      if (refuse) throw refuse();
      return { hash };
    },
  });
  const bugs: unknown[] = [];
  const reportBug = (error: unknown) => void bugs.push(error);
  const methods = transactionStatusMethods({ ledger, transactions: transactionWatch({ ledger }), reportBug });
  const { connection, sent } = testConnection();
  const call = async (method: string, params: unknown[]) => {
    const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const { reply, started } = await serve({ methods, reportBug, classify: () => undefined }, request, connection);
    for (const { start } of started) start();
    await settled();
    return JSON.parse(reply ?? "null").result;
  };
  const results = () => sent.map(({ params }) => params?.result);
  return { chain, call, results, bugs };
}

describe("watching over JSON-RPC", () => {
  it("tells every step of an extrinsic that it hands in, in the specification's words", async () => {
    const { chain, call, results } = setup();
    chain.setStatus(hash, { type: "accepted" });
    await call("transactionWatch_v1_submitAndWatch", ["0x0400"]);
    chain.setStatus(hash, { type: "ready" });
    chain.setStatus(hash, { type: "inBlock", ...place });
    chain.setStatus(hash, { type: "finalized", ...place });
    const block = { hash, index: 2 };
    expect(results()).toEqual([
      { event: "validated" },
      { event: "bestChainBlockIncluded", block },
      { event: "finalized", block },
    ]);
  });

  it("says that its block is gone when it is undone, and tells the next one", async () => {
    const { chain, call, results } = setup();
    await call("transactionWatch_v1_submitAndWatch", ["0x0400"]);
    chain.setStatus(hash, { type: "inBlock", ...place });
    chain.setStatus(hash, { type: "retracted", block: place.block });
    chain.setStatus(hash, { type: "ready" });
    chain.setStatus(hash, { type: "inBlock", ...place });
    const block = { hash, index: 2 };
    expect(results().slice(1)).toEqual([
      { event: "bestChainBlockIncluded", block },
      { event: "bestChainBlockIncluded", block: null },
      { event: "bestChainBlockIncluded", block },
    ]);
  });

  it("goes on with one that is known already, wherever it is", async () => {
    const { chain, call, results } = setup({ refuse: () => errors.AlreadyKnown({ hash }) });
    chain.setStatus(hash, { type: "finalized", ...place });
    await call("transactionWatch_v1_submitAndWatch", ["0x0400"]);
    expect(results().map((result) => (result as { event: string }).event)).toEqual([
      "validated",
      "bestChainBlockIncluded",
      "finalized",
    ]);
  });

  it("says why an extrinsic is refused, and tells nothing more of it", async () => {
    const { chain, call, results, bugs } = setup({ refuse: () => transactionErrors.Payment() });
    await call("transactionWatch_v1_submitAndWatch", ["0x0400"]);
    chain.setStatus(hash, { type: "ready" });
    expect(results()).toEqual([{ event: "invalid", error: transactionErrors.Payment().message }]);
    expect(bugs).toEqual([]);
  });

  it.each(["invalid", "dropped"] as const)("by hash ends with %s and its reason", async (type) => {
    const { chain, call, results } = setup();
    await call("pha_subscribeTransaction", [hash]);
    chain.setStatus(hash, { type: "ready" });
    chain.setStatus(hash, { type, reason: "Because" });
    await settled();
    const nothing = { block: null, index: null, ok: null, reason: null, failures: [] };
    expect(results()).toEqual([
      null,
      { ...nothing, hash, status: "ready" },
      { ...nothing, hash, status: type, reason: "Because" },
    ]);
    expect(chain.listenerCount()).toBe(1);
  });

  it("stops when asked to", async () => {
    const { chain, call, results } = setup();
    const ids = [
      await call("pha_subscribeTransaction", [hash]),
      await call("transactionWatch_v1_submitAndWatch", ["0x0400"]),
    ];
    expect(await call("pha_unsubscribeTransaction", [ids[0]])).toBe(true);
    expect(await call("transactionWatch_v1_unwatch", [ids[1]])).toBeNull();
    chain.setStatus(hash, { type: "ready" });
    expect(results()).toEqual([null]);
  });
});
