import { CodedError, defineErrors } from "@pha/codec";

/** What can be wrong with a JSON-RPC message itself, with its connection, or with what it points at. */
export const errors = defineErrors("rpc", {
  ParseError: { index: 0, kind: "invalid", doc: "The message is not JSON." },
  InvalidRequest: { index: 1, kind: "invalid", doc: "Not a JSON-RPC 2.0 request: jsonrpc, id and method are needed." },
  MethodNotFound: { index: 2, kind: "not-found", doc: "There is no such method; rpc_methods lists them." },
  InvalidParams: { index: 3, kind: "invalid", doc: "A parameter is missing or does not have its form." },
  MessageTooLarge: { index: 4, kind: "limit", status: 413, doc: "The message is larger than allowed." },
  AnswerTooLarge: { index: 5, kind: "limit", doc: "The answer is larger than allowed; ask for less." },
  BatchTooLarge: { index: 6, kind: "limit", doc: "The batch holds more requests than allowed." },
  NeedsWebSocket: { index: 7, kind: "invalid", doc: "The method works on a WebSocket connection only." },
  TooManySubscriptions: { index: 8, kind: "limit", doc: "The connection has as many subscriptions as it may." },
  UnknownBlock: { index: 9, kind: "not-found", doc: "The block is unknown." },
  BadBlockRange: { index: 10, kind: "invalid", doc: "The blocks do not form a range, or a longer one than allowed." },
  TooManyFollows: { index: 11, kind: "limit", doc: "The connection follows the chain as often as it may." },
  NotPinned: { index: 12, kind: "invalid", doc: "The block is not pinned by this follow subscription." },
  TooManyKeys: { index: 13, kind: "limit", doc: "More keys than one page holds were asked for." },
});

/** JSON-RPC 2.0's, jsonrpsee's, Substrate's and the new JSON-RPC specification's numbers, in this order. */
const codes: Readonly<Record<string, number>> = {
  "rpc.ParseError": -32700,
  "rpc.InvalidRequest": -32600,
  "rpc.MethodNotFound": -32601,
  "rpc.InvalidParams": -32602,
  "rpc.MessageTooLarge": -32007,
  "rpc.AnswerTooLarge": -32008,
  "rpc.BatchTooLarge": -32010,
  "rpc.NeedsWebSocket": -32601,
  "rpc.TooManySubscriptions": -32006,
  "rpc.UnknownBlock": 4003,
  "chain.StateNotKept": 4003,
  "rpc.BadBlockRange": 4001,
  "rpc.TooManyKeys": 4002,
  "rpc.TooManyFollows": -32800,
  "rpc.NotPinned": -32801,
};

/** The error member of a JSON-RPC answer. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
}

/** Why an extrinsic is refused, in the words that clients of Substrate know. */
const refusals: Readonly<Record<string, string>> = {
  Call: "Transaction call is not expected",
  Payment: "Inability to pay some fees (e.g. account balance too low)",
  Future: "Transaction will be valid in the future",
  Stale: "Transaction is outdated",
  BadProof: "Transaction has a bad signature",
  AncientBirthBlock: "Transaction has an ancient birth block",
  ExhaustsResources: "Transaction would exhaust the block limits",
  BadSigner: "Invalid signing address",
};

/** How an error looks to a client; `undefined` for an uncoded one, which is a bug of ours. */
export function rpcError(error: unknown): RpcError | undefined {
  if (!(error instanceof CodedError)) return undefined;
  const code = codes[error.code];
  if (code !== undefined) return { code, message: error.message, data: error.code };
  const { code: name, message } = error;
  switch (name) {
    case "transaction.Undecodable":
      return { code: 1001, message: "Extrinsic has invalid format", data: message };
    case "chain.TemporarilyBanned":
      return { code: 1012, message: "Transaction is temporarily banned", data: message };
    case "chain.AlreadyKnown":
      return { code: 1013, message: "Transaction Already Imported", data: message };
    case "chain.PriorityTooLow":
      return { code: 1014, message: "Priority is too low", data: message };
    case "chain.PoolFull":
    case "chain.AccountFull":
      return { code: 1016, message: "Immediately Dropped", data: message };
    case "chain.ExtrinsicTooLarge":
    case "transaction.TooLarge":
      return { code: 1010, message: "Invalid Transaction", data: `ExhaustsResources: ${message}` };
  }
  if (error.module === "transaction")
    return { code: 1010, message: "Invalid Transaction", data: `${error.name}: ${refusals[error.name] ?? message}` };
  if (error.module === "codec") return { code: -32602, message: error.message, data: error.code };
  return { code: -32000, message: error.message, data: error.code };
}
