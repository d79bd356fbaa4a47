import { serviceErrors } from "@pha/api";
import { CodedError, errors as codecErrors, defineErrors, type ErrorMaker, isOf } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import { errors as chainErrors } from "../errors.ts";

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
  NeedsArchive: {
    index: 14,
    kind: "not-found",
    doc: "Only a node that has the state of every block answers this (CHAIN_ARCHIVE=true from its first start on).",
  },
  NeedsRuntime: { index: 15, kind: "invalid", doc: "The follow subscription was opened without the runtime." },
  NotWaiting: { index: 16, kind: "invalid", doc: "The operation does not wait to be continued." },
  NamedTwice: { index: 17, kind: "invalid", doc: "A block is named twice." },
  UnknownOperation: { index: 18, kind: "invalid", doc: "No operation of this kind and id runs on the connection." },
  CallFailed: { index: 19, kind: "invalid", doc: "The runtime has no such function, or cannot read its arguments." },
  BadExtrinsic: {
    index: 20,
    kind: "invalid",
    doc: "The bytes are no extrinsic of this runtime, so nothing is known of it.",
  },
  NoAnswer: { index: 21, kind: "not-found", doc: "The runtime at this block cannot be asked about the extrinsic." },
  BatchAnswerTooLarge: {
    index: 22,
    kind: "limit",
    doc: "The answers to a batch are larger than allowed; ask for less.",
  },
  RepeatedName: {
    index: 23,
    kind: "invalid",
    doc: "An object of the message has a name twice, and readers differ in which value they take.",
  },
});

/** JSON-RPC 2.0's, jsonrpsee's, Substrate's and the new JSON-RPC specification's numbers, in this order. */
const numbers: readonly (readonly [ErrorMaker, number])[] = [
  [errors.ParseError, -32700],
  [errors.InvalidRequest, -32600],
  [errors.RepeatedName, -32600],
  [errors.MethodNotFound, -32601],
  [errors.InvalidParams, -32602],
  [errors.MessageTooLarge, -32007],
  [errors.AnswerTooLarge, -32008],
  [errors.BatchTooLarge, -32010],
  [errors.BatchAnswerTooLarge, -32011],
  [errors.NeedsWebSocket, -32601],
  [errors.NeedsArchive, -32601],
  [errors.TooManySubscriptions, -32006],
  [serviceErrors.TooManyValues, -32007],
  [serviceErrors.TooMuchAsked, -32008],
  [serviceErrors.TooManyRequests, -32999],
  [errors.UnknownBlock, 4003],
  [chainErrors.StateNotKept, 4003],
  [errors.BadBlockRange, 4001],
  [errors.TooManyKeys, 4002],
  [errors.CallFailed, 4003],
  [errors.NoAnswer, 1],
  [errors.BadExtrinsic, 2],
  [errors.TooManyFollows, -32800],
  [errors.NotPinned, -32801],
  [errors.NeedsRuntime, -32802],
  [errors.NotWaiting, -32803],
  [errors.NamedTwice, -32804],
  [errors.UnknownOperation, -32602],
];

/** Why an extrinsic is refused, in the numbers and words that clients of Substrate know. */
const refusals: readonly (readonly [ErrorMaker, number, string])[] = [
  [transactionErrors.Undecodable, 1001, "Extrinsic has invalid format"],
  [chainErrors.TemporarilyBanned, 1012, "Transaction is temporarily banned"],
  [chainErrors.AlreadyKnown, 1013, "Transaction Already Imported"],
  [chainErrors.PriorityTooLow, 1014, "Priority is too low"],
  [chainErrors.PoolFull, 1016, "Immediately Dropped"],
  [chainErrors.AccountFull, 1016, "Immediately Dropped"],
];

/** Why an extrinsic is not valid, likewise. */
const invalidities: Readonly<Partial<Record<keyof typeof transactionErrors, string>>> = {
  Call: "Transaction call is not expected",
  Payment: "Inability to pay some fees (e.g. account balance too low)",
  Future: "Transaction will be valid in the future",
  Stale: "Transaction is outdated",
  BadProof: "Transaction has a bad signature",
  AncientBirthBlock: "Transaction has an ancient birth block",
  ExhaustsResources: "Transaction would exhaust the block limits",
  BadSigner: "Invalid signing address",
};

/** The error member of a JSON-RPC answer. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
}

/** How an error looks to a client; `undefined` for an uncoded one, which is a bug of ours. */
export function rpcError(error: unknown): RpcError | undefined {
  if (!(error instanceof CodedError)) return undefined;
  const { code: name, message } = error;
  const number = numbers.find(([{ is }]) => is(error))?.[1];
  if (number !== undefined) return { code: number, message, data: name };
  const refusal = refusals.find(([{ is }]) => is(error));
  if (refusal !== undefined) return { code: refusal[1], message: refusal[2], data: message };
  if (isOf(transactionErrors, error)) return { code: 1010, message: "Invalid Transaction", data: invalidity(error) };
  if (isOf(codecErrors, error)) return { code: -32602, message, data: name };
  return { code: -32000, message, data: name };
}

function invalidity(error: CodedError): string {
  const { name, message } = error;
  if (transactionErrors.TooLarge.is(error)) return `ExhaustsResources: ${message}`;
  return `${name}: ${(invalidities as Readonly<Record<string, string>>)[name] ?? message}`;
}
