import { type CodedError, errors as codecErrors, type Hex } from "@pha/codec";
import { errors as runtimeErrors } from "@pha/runtime";
import { transactionErrors } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import type { DevVerbs } from "../dev/verbs.ts";
import { errors as chainErrors } from "../errors.ts";
import type { StateAt } from "../ledger/ledger.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { allMethods } from "./methods.ts";
import { serve } from "./serve.ts";
import { settled, testConnection, testLedger } from "./testing.ts";

const unknown: Hex = `0x${"07".repeat(32)}`;
const keys = Array.from({ length: 1_200 }, (_, n): Hex => `0x${n.toString(16).padStart(4, "0")}`);

/** A connection on which the chain is followed twice, with the runtime and without, and what ids mean in the tables. */
async function setup(refusal?: CodedError) {
  const chain = testLedger(new Map(keys.map((key) => [key, Uint8Array.of(1)])));
  const runtime = {
    version: { apis: [] },
    decodeExtrinsic() {
      throw transactionErrors.Undecodable();
    },
  };
  const { stateAt } = chain.ledger;
  const state: Partial<StateAt> = {
    runtime: async () => runtime as unknown as Awaited<ReturnType<StateAt["runtime"]>>,
    async call(api) {
      throw api.startsWith("TransactionPaymentApi") ? codecErrors.UnexpectedEnd() : runtimeErrors.UnknownApi({ api });
    },
  };
  const ledger = Object.assign(Object.create(chain.ledger) as typeof chain.ledger, {
    runtimeOf: async () => runtime,
    async stateAt(hash: Hex) {
      const found = await stateAt(hash);
      return found && { ...found, ...state };
    },
    async submit() {
      throw refusal ?? transactionErrors.Stale();
    },
  });
  const reportBug = (error: unknown) => expect.fail(String(error));
  const dev: Partial<DevVerbs> = {};
  const transactions = transactionWatch({ ledger });
  const methods = allMethods({ ledger, transactions, dev: dev as DevVerbs, version: "1", isArchive: true, reportBug });
  const { connection, sent } = testConnection();
  const ids: Record<string, unknown> = { $block: ledger.genesis.hash };
  const ask = async (method: string, params: readonly unknown[], on: typeof connection | null = connection) => {
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: params.map(named) });
    const { reply, started } = await serve({ methods, reportBug, classify: () => undefined }, text, on ?? undefined);
    for (const { start } of started) start();
    await settled();
    return JSON.parse(reply ?? "");
  };
  const named = (value: unknown): unknown => (Array.isArray(value) ? value.map(named) : (ids[String(value)] ?? value));
  ids["$follow"] = (await ask("chainHead_v1_follow", [true])).result;
  ids["$bare"] = (await ask("chainHead_v1_follow", [false])).result;
  const listing = [{ key: "0x", type: "descendantsValues" }];
  ids["$waiting"] = (await ask("chainHead_v1_storage", ["$follow", "$block", listing, null])).result.operationId;
  while (!JSON.stringify(sent).includes("operationWaitingForContinue")) await settled();
  const stuck = Promise.withResolvers<never>();
  const body = ledger.findBody;
  ledger.findBody = () => stuck.promise;
  ids["$running"] = (await ask("chainHead_v1_body", ["$follow", "$block"])).result.operationId;
  ledger.findBody = body;
  ids["$heads"] = (await ask("chain_subscribeNewHeads", [])).result;
  sent.splice(0);
  const events = () => sent.map(({ params }) => params?.result as { readonly event: string });
  return { ask, events, keepsHeads: () => connection.find(String(ids["$heads"])) !== undefined };
}

type Row = readonly [method: string, params: readonly unknown[], answer: unknown, because: string];

const null_ = { result: null };
const code = (number: number) => ({ error: { code: number } });
const limitReached = { result: { result: "limitReached" } };
const value = [{ key: "0x01", type: "value" }];

/** https://paritytech.github.io/json-rpc-interface-spec: "Possible errors" of each function. */
const modern: readonly Row[] = [
  ["chainHead_v1_follow", [true], code(-32800), "two follows are there"],
  ["chainHead_v1_follow", ["yes"], code(-32602), "not true or false"],
  ["chainHead_v1_follow", [], code(-32602), "missing"],
  ["chainHead_v1_unfollow", ["$gone"], null_, "no such follow"],
  ["chainHead_v1_unfollow", ["$heads"], null_, "another kind"],
  ["chainHead_v1_unfollow", [7], code(-32602), "no text"],
  ["chainHead_v1_header", ["$follow", unknown], code(-32801), "not reported"],
  ["chainHead_v1_header", ["$gone", "$block"], null_, "no such follow"],
  ["chainHead_v1_header", ["$follow", "0x01"], code(-32602), "no hash"],
  ["chainHead_v1_body", ["$follow", unknown], code(-32801), "not reported"],
  ["chainHead_v1_body", ["$gone", "$block"], limitReached, "no such follow"],
  ["chainHead_v1_body", ["$follow", "0x01"], code(-32602), "no hash"],
  ["chainHead_v1_call", ["$bare", "$block", "Core_version", "0x"], code(-32802), "followed without the runtime"],
  ["chainHead_v1_call", ["$follow", unknown, "Core_version", "0x"], code(-32801), "not reported"],
  ["chainHead_v1_call", ["$gone", "$block", "Core_version", "0x"], limitReached, "no such follow"],
  ["chainHead_v1_call", ["$follow", "$block", "Core_version", "0x0"], code(-32602), "half a byte"],
  ["chainHead_v1_storage", ["$follow", unknown, value, null], code(-32801), "not reported"],
  ["chainHead_v1_storage", ["$gone", "$block", value, null], limitReached, "no such follow"],
  ["chainHead_v1_storage", ["$follow", "$block", [{ key: "0x01" }], null], code(-32602), "no type"],
  ["chainHead_v1_storage", ["$follow", "$block", value, "0x01"], code(-32602), "a child trie"],
  ["chainHead_v1_storage", ["$bare", "$block", value, null], { result: { discardedItems: 0 } }, "started"],
  ["chainHead_v1_continue", ["$follow", "$running"], code(-32803), "it does not wait"],
  ["chainHead_v1_continue", ["$follow", "$waiting"], null_, "it waits"],
  ["chainHead_v1_continue", ["$follow", "99"], null_, "no such operation"],
  ["chainHead_v1_continue", ["$gone", "$running"], null_, "no such follow"],
  ["chainHead_v1_continue", ["$follow", 0], code(-32602), "no text"],
  ["chainHead_v1_stopOperation", ["$follow", "$waiting"], null_, "it ends"],
  ["chainHead_v1_stopOperation", ["$follow", "99"], null_, "no such operation"],
  ["chainHead_v1_stopOperation", ["$gone", "$running"], null_, "no such follow"],
  ["chainHead_v1_unpin", ["$follow", ["$block", "$block"]], code(-32804), "named twice"],
  ["chainHead_v1_unpin", ["$follow", ["$block", unknown]], code(-32801), "not reported"],
  ["chainHead_v1_unpin", ["$follow", unknown], code(-32801), "not reported"],
  ["chainHead_v1_unpin", ["$gone", "$block"], null_, "no such follow"],
  ["chainHead_v1_unpin", ["$follow", 7], code(-32602), "no hash"],
  ["chainSpec_v1_chainName", [1], code(-32602), "takes nothing"],
  ["transaction_v1_broadcast", ["0x0"], code(-32602), "half a byte"],
  ["transaction_v1_stop", ["99"], code(-32602), "no such operation"],
  ["transaction_v1_stop", ["$heads"], code(-32602), "another kind"],
  ["transactionWatch_v1_submitAndWatch", ["0x0"], code(-32602), "half a byte"],
  ["transactionWatch_v1_unwatch", ["99"], null_, "no such subscription"],
  ["transactionWatch_v1_unwatch", ["$heads"], null_, "another kind"],
  ["archive_v1_header", [unknown], null_, "no such block"],
  ["archive_v1_body", [unknown], { result: expect.anything() }, "the ledger of this test has one body for all"],
  ["archive_v1_hashByHeight", [99], { result: [] }, "no such block"],
  ["archive_v1_hashByHeight", [-1], code(-32602), "no height"],
  ["archive_v1_call", [unknown, "Core_version", "0x"], null_, "no such block"],
  ["archive_v1_call", ["$block", "No_such", "0x"], { result: { success: false } }, "no such function"],
  ["archive_v1_storage", ["$block", [{ ...value[0], paginationStartKey: "0x" }]], code(-32602), "not a listing"],
  ["archive_v1_storage", ["$block", value, "0x01"], code(-32602), "a child trie"],
  ["archive_v1_stopStorage", ["99"], null_, "no such subscription"],
  ["archive_v1_stopStorage", ["$heads"], null_, "another kind"],
  ["archive_v1_storageDiff", ["$block", [{ key: "0x" }]], code(-32602), "no type"],
  ["archive_v1_stopStorageDiff", ["$heads"], null_, "another kind"],
];

const tooMany = [null, 1_001];

/** Numbers of Substrate's `author`, `state`, `system` and `payment` modules, and of the server below them. */
const classic: readonly Row[] = [
  ["chain_getHeader", [unknown], null_, "no such block"],
  ["chain_getBlock", [unknown], null_, "no such block"],
  ["chain_getBlockHash", [99], null_, "no such block"],
  ["chain_getBlockHash", [2 ** 32], code(-32602), "no height"],
  ["chain_unsubscribeNewHeads", ["99"], { result: false }, "no such subscription"],
  ["chain_unsubscribeFinalizedHeads", ["$heads"], { result: false }, "another kind"],
  ["state_subscribeStorage", [], code(-32602), "no keys: the whole state is not told"],
  ["state_unsubscribeStorage", ["$heads"], { result: false }, "another kind"],
  ["state_unsubscribeRuntimeVersion", ["$heads"], { result: false }, "another kind"],
  ["author_unwatchExtrinsic", ["$heads"], { result: false }, "another kind"],
  ["pha_unsubscribeTransaction", ["$heads"], { result: false }, "another kind"],
  ["author_submitExtrinsic", ["0x0"], code(-32602), "half a byte"],
  ["author_submitAndWatchExtrinsic", ["0x0400"], code(1010), "it is not valid"],
  ...["getMetadata", "getRuntimeVersion"].map((name): Row => [`state_${name}`, [unknown], code(4003), "no such block"]),
  ...["getStorage", "getStorageHash", "getStorageSize"].map(
    (name): Row => [`state_${name}`, ["0x01", unknown], code(4003), "no such block"],
  ),
  ["state_queryStorageAt", [["0x01"], unknown], code(4003), "no such block"],
  ["state_getKeysPaged", ["0x", 10, null, unknown], code(4003), "no such block"],
  ["state_getKeysPaged", tooMany, code(4002), "too many keys"],
  ["state_queryStorage", [["0x01"], unknown], code(4001), "no such block"],
  ["state_call", ["Core_version", "0x", unknown], code(4003), "no such block"],
  ["state_call", ["No_such", "0x"], code(4003), "no such function"],
  ["system_dryRun", ["0x00"], code(2), "no extrinsic"],
  ["system_dryRun", ["0x00", unknown], code(1), "no such block"],
  ["system_accountNextIndex", ["nobody"], code(-32602), "no address"],
  ["payment_queryInfo", ["0x00"], code(2), "no extrinsic"],
  ["payment_queryInfo", ["0x00", unknown], code(1), "no such block"],
  ["payment_queryFeeDetails", ["0x00"], code(2), "no extrinsic"],
  ["no_such", [], code(-32601), "no such method"],
];

describe("by the specification of JSON-RPC for Substrate's nodes", () => {
  it.each(modern)("%s(%j) gives %j: %s", async (method, params, answer) => {
    const { ask, keepsHeads } = await setup();
    expect(await ask(method, params)).toMatchObject(answer as object);
    expect(keepsHeads()).toBe(true);
  });

  it("a runtime that does not answer is told by an event", async () => {
    const { ask, events } = await setup();
    await ask("chainHead_v1_call", ["$follow", "$block", "No_such", "0x"]);
    expect(events()).toMatchObject([{ event: "operationError" }]);
  });

  it.each([
    ["archive_v1_storage", [unknown, value], "storageError"],
    ["archive_v1_storageDiff", [unknown], "storageDiffError"],
  ])("%s of an unknown block is told by an event", async (method, params, event) => {
    const { ask, events } = await setup();
    await ask(method, params);
    expect(events()).toMatchObject([{ event }]);
  });

  it("no more than sixteen broadcasts run on a connection, and one that is stopped makes room", async () => {
    const { ask } = await setup();
    const { result: first } = await ask("transaction_v1_broadcast", ["0x0400"]);
    for (let n = 1; n < 16; n++) await ask("transaction_v1_broadcast", ["0x0400"]);
    expect(await ask("transaction_v1_broadcast", ["0x0400"])).toMatchObject(null_);
    expect(await ask("transaction_v1_stop", [first])).toMatchObject(null_);
    expect((await ask("transaction_v1_broadcast", ["0x0400"])).result).toEqual(expect.any(String));
  });
});

describe("by the numbers that Substrate gives", () => {
  it.each(classic)("%s(%j) gives %j: %s", async (method, params, answer) => {
    const { ask, keepsHeads } = await setup();
    expect(await ask(method, params)).toMatchObject(answer as object);
    expect(keepsHeads()).toBe(true);
  });

  it.each<[number: number, refusal: CodedError]>([
    [1001, transactionErrors.Undecodable()],
    ...Object.entries(transactionErrors).flatMap(([name, make]): [number, CodedError][] =>
      name === "Undecodable" ? [] : [[1010, make()]],
    ),
    [1012, chainErrors.TemporarilyBanned()],
    [1013, chainErrors.AlreadyKnown()],
    [1014, chainErrors.PriorityTooLow()],
    [1016, chainErrors.PoolFull()],
    [1016, chainErrors.AccountFull()],
  ])("author_submitExtrinsic gives %d for %s, watched or not", async (number, refusal) => {
    const { ask } = await setup(refusal);
    for (const method of ["author_submitExtrinsic", "author_submitAndWatchExtrinsic"])
      expect(await ask(method, ["0x0400"])).toMatchObject(code(number));
  });

  it("what needs a connection is no method without one", async () => {
    const { ask } = await setup();
    for (const method of ["chain_subscribeNewHeads", "chainHead_v1_follow", "author_submitAndWatchExtrinsic"])
      expect(await ask(method, [], null)).toMatchObject(code(-32601));
  });
});
