import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { rpcRefusal } from "./rpc-refusal.ts";

const error = { code: -32000, message: errors.NoBackend().message, data: "balancer.NoBackend" };

it.each([
  ["a request under its id", '{"jsonrpc":"2.0","id":7,"method":"x"}', { jsonrpc: "2.0", id: 7, error }],
  [
    "each of a batch",
    '[{"id":"a"},{"id":2}]',
    [
      { jsonrpc: "2.0", id: "a", error },
      { jsonrpc: "2.0", id: 2, error },
    ],
  ],
  ["what is not JSON", "{", { jsonrpc: "2.0", id: null, error }],
  ["what has not come whole", undefined, { jsonrpc: "2.0", id: null, error }],
])("answers %s", (_, body, expected) => {
  expect(JSON.parse(rpcRefusal(errors.NoBackend(), body))).toEqual(expected);
});
