import type { Hex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { describe, expect, it } from "vitest";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { authorMethods } from "./author.ts";
import { chainMethods } from "./chain.ts";
import { serve } from "./serve.ts";
import { stateMethods } from "./state.ts";
import { settled, testConnection, testLedger } from "./testing.ts";

const hash: Hex = `0x${"11".repeat(32)}`;
const events = storageKeys(system).events.key();

/** A client that watches its extrinsic, which is in the newest block. */
async function watching() {
  const chain = testLedger();
  const ledger = Object.assign(Object.create(chain.ledger) as typeof chain.ledger, { submit: async () => ({ hash }) });
  const reportBug = (error: unknown) => expect.fail(String(error));
  const deps = { ledger, transactions: transactionWatch({ ledger }), reportBug };
  const methods = { ...authorMethods(deps), ...chainMethods(deps), ...stateMethods(deps) };
  const { connection, socket, sent } = testConnection();
  /** The answer is on its way; `arrive` when it has been sent. */
  const ask = async (method: string, ...params: unknown[]) => {
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const { reply, started } = await serve({ methods, reportBug, classify: () => undefined }, text, connection);
    return {
      result: JSON.parse(reply ?? "").result as string,
      async arrive() {
        for (const { start } of started) start();
        await settled();
      },
    };
  };
  const answerPings = async () => {
    for (const number of socket.pings.splice(0)) socket.pong(number);
    await settled();
  };
  const submitted = await ask("author_submitAndWatchExtrinsic", "0x0400");
  await submitted.arrive();
  const block = chain.grow();
  const place = { block, index: 0, ok: true };
  chain.setStatus(hash, { type: "inBlock", ...place });
  const told = () =>
    sent.map(({ params }) =>
      typeof params?.result === "string" ? params.result : Object.keys(Object(params?.result))[0],
    );
  const finalize = async () => {
    chain.setStatus(hash, { type: "finalized", ...place });
    await settled();
  };
  return { id: submitted.result, connection, block, ask, answerPings, told, finalize };
}

describe("a client that watches its extrinsic", () => {
  it("hears that it is final behind the answers to what it asks about the block, once it has got them", async () => {
    const { block, ask, answerPings, told, finalize } = await watching();
    const body = await ask("chain_getBlock", block.hash);
    await finalize();
    await answerPings();
    await body.arrive();
    const value = await ask("state_getStorage", events, block.hash);
    await answerPings();
    expect(told()).toEqual(["ready", "inBlock"]);
    await value.arrive();
    expect(told()).toEqual(["ready", "inBlock"]);
    await answerPings();
    expect(told()).toEqual(["ready", "inBlock", "finalized"]);
  });

  it("hears it at once when it has read the block before", async () => {
    const { block, ask, answerPings, told, finalize } = await watching();
    await answerPings();
    await (await ask("chain_getBlock", block.hash)).arrive();
    await (await ask("state_getStorage", events, block.hash)).arrive();
    await answerPings();
    await finalize();
    expect(told()).toEqual(["ready", "inBlock", "finalized"]);
  });

  it("hears it a moment later when it reads nothing, or other blocks", async () => {
    const { ask, answerPings, told, finalize } = await watching();
    await answerPings();
    await (await ask("chain_getBlock", hash)).arrive();
    await finalize();
    expect(told()).toEqual(["ready", "inBlock"]);
    await eventually(() => told().length === 3);
  });

  it.each(["is gone", "does not watch any more"])("hears nothing more when it %s", async (how) => {
    const { id, connection, ask, told, finalize } = await watching();
    if (how === "is gone") connection.closeAll();
    else expect((await ask("author_unwatchExtrinsic", id)).result).toBe(true);
    await finalize();
    expect(told()).toEqual(["ready", "inBlock"]);
  });
});
