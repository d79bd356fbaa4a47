import { expect, it } from "vitest";
import { isRepeatable } from "./repeatable.ts";

const rpc = (method: string) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });

it.each([
  ["a read", "GET", "/v1/blocks/1", undefined, true],
  ["submission, known by its hash", "POST", "/v1/transactions?x=1", undefined, true],
  ["what only computes", "POST", "/v1/calls", "{}", true],
  ["submission by JSON-RPC", "POST", "/", rpc("author_submitExtrinsic"), true],
  ["a development verb", "POST", "/v1/dev/faucet", "{}", false],
  ["a development verb by JSON-RPC", "POST", "/", rpc("dev_faucet"), false],
  ["one in a batch", "POST", "/", `[${rpc("chain_getHeader")},${rpc("dev_newBlock")}]`, false],
  ["JSON-RPC that is not known whole", "POST", "/", undefined, false],
  ["a path that nobody knows", "POST", "/v1/other", "{}", false],
])("says whether %s may be sent again", (_, method, url, body, expected) => {
  expect(isRepeatable(method, url, body)).toBe(expected);
});
