import {
  AccountId,
  bool,
  bytes,
  H256,
  type Json,
  MultiSignature,
  option,
  type StructOf,
  struct,
  type Type,
  type TypeOf,
  text,
  u32,
  u128,
  unit,
  vec,
} from "@pha/codec";
import { maxExtrinsicBytes, maxHttpBodyBytes, maxHttpReplyBytes } from "@pha/limits";
import { Era, transactionErrors } from "@pha/runtime/spec";
import { endpoint, stream } from "../endpoint.ts";
import { json, jsonObject, refuse, within, word } from "../types.ts";
import { apiErrors, errors } from "./errors.ts";
import { Block, Failure } from "./types.ts";

const name = text({ max: 64 });

/** A call by its names, with arguments in JSON as `/v1/metadata` describes them. */
export const namedCall = { pallet: name, call: name, args: jsonObject };
export type NamedCall = StructOf<typeof namedCall>;

const callBytes = bytes({ max: maxExtrinsicBytes });

/** A call in one field: its SCALE, its JSON as calls carry others, or its name, where the pallet and `args` stand beside it. */
const AnyCall: Type<Uint8Array | string | Readonly<Record<string, Json>>> = {
  ...unit,
  read: refuse,
  write: refuse,
  toJson: (value, context) => (value instanceof Uint8Array ? callBytes.toJson(value, context) : value),
  fromJson(value, context) {
    if (typeof value !== "string") return jsonObject.fromJson(value, context);
    return value.startsWith("0x") ? callBytes.fromJson(value, context) : name.fromJson(value, context);
  },
  schema: {
    anyOf: [callBytes.schema, jsonObject.schema, name.schema],
    description:
      'SCALE; { "type": PALLET, "value": { "type": CALL, "value": ARGUMENTS } }; or its name, with pallet and args',
  },
};

/** A call, in whichever form somebody has it. */
const givenCall = { call: AnyCall, pallet: option(name), args: option(jsonObject) };
export type GivenCall = StructOf<typeof givenCall>;

const mortal = within(4, 65_536, "");

/** For how many blocks a prepared extrinsic is valid, unless the caller wants it otherwise. */
export const usualLifetime = 64;

/** Blocks for which an extrinsic is valid; 0 for ever. */
export const Lifetime: Type<number> = {
  ...mortal,
  fromJson: (value, context) => (value === 0 ? 0 : mortal.fromJson(value, context)),
  schema: {
    ...mortal.schema,
    minimum: 0,
    description: `Blocks for which the extrinsic is valid, up to the next power of two: 4 to 65536; ${usualLifetime} when absent, 0 for ever.`,
  },
};

/** An extrinsic that lacks its signature. */
export const Unsigned = struct({
  call: callBytes,
  from: AccountId,
  era: Era,
  nonce: u32,
  tip: u128,
});
export type Unsigned = TypeOf<typeof Unsigned>;

export const Scheme = word("sr25519", "ed25519", "ecdsa");

/**
 * What would come of a call if it were in a block now, after nothing that waits: it would not be let in for what
 * `refused` says, or what `failures` name would fail. Absent for new code of the ledger, which is not rehearsed.
 */
export const Outcome = struct({
  ok: bool,
  refused: option(text({ max: 1_024 })),
  failures: vec(Failure, { max: 1_000_000 }),
  /** What the refusal, or the error of the last failure, tells beside its name. */
  facts: jsonObject,
});

/** `/v1/calls`: from a call in JSON to what has to be signed, and what would come of it. */
export const calls = {
  prepare: endpoint("POST /v1/calls", {
    summary:
      "Encodes a call; answers with the bytes to sign, the fee, what to submit with the signature (`pha key sign` makes it), and what would come of it in a block now.",
    body: {
      ...namedCall,
      from: AccountId,
      /** The account's next one, when absent. */
      nonce: option(u32),
      tip: option(u128),
      lifetime: option(Lifetime),
      /** What it will be signed with, sr25519 when absent: the fee depends on the signature's length. */
      scheme: option(Scheme),
    },
    maxBodyBytes: maxHttpBodyBytes,
    maxReplyBytes: maxHttpReplyBytes,
    reply: struct({
      /** To be sent back with the signature. */
      unsigned: Unsigned,
      /** The exact bytes to sign: pha key sign does, given the whole answer. */
      signingPayload: bytes({ max: 256 }),
      /** Without the tip, in plancks. */
      fee: u128,
      outcome: option(Outcome),
    }),
    repeatable: true,
    errors: [apiErrors.UnknownCall],
  }),
  outcome: endpoint("POST /v1/calls/outcome", {
    summary:
      "What would come of a call if its account signed it and it were in a block now, after nothing that waits: refused as /v1/transactions refuses it, or the fee and what failed. Nothing is kept; new code of the ledger is not looked at, its fee is told with the refusal.",
    body: { ...givenCall, from: AccountId, tip: option(u128), scheme: option(Scheme) },
    maxBodyBytes: maxHttpBodyBytes,
    maxReplyBytes: maxHttpReplyBytes,
    reply: struct({
      /** Without the tip, in plancks. */
      fee: u128,
      failures: vec(Failure, { max: 1_000_000 }),
      /** What the call's own error, that of the last failure, tells beside its name. */
      facts: jsonObject,
    }),
    repeatable: true,
    errors: [...Object.values(transactionErrors), apiErrors.CodeNotRehearsed, apiErrors.UnknownCall],
  }),
  rehearse: endpoint("POST /v1/calls/rehearsal", {
    summary:
      "What a call would do if root, as which referenda are dispatched, dispatched it now: the events, or what failed. Nothing is kept.",
    body: givenCall,
    maxBodyBytes: maxHttpBodyBytes,
    maxReplyBytes: maxHttpReplyBytes,
    reply: struct({
      events: vec(struct({ pallet: name, name, fields: json }), { max: 1_000_000 }),
      failures: vec(Failure, { max: 1_000_000 }),
      /** What the call's own error, that of the last failure, tells beside its name. */
      facts: jsonObject,
    }),
    repeatable: true,
    errors: [
      transactionErrors.Undecodable,
      transactionErrors.TooLarge,
      apiErrors.CodeNotRehearsed,
      apiErrors.UnknownCall,
    ],
  }),
};

/**
 * Where an extrinsic is. `in-block` and `finalized` name the block; `invalid` and `dropped` are final and say why. A
 * stream says `retracted` when the named block was undone.
 */
export const Status = struct({
  hash: H256,
  status: word("accepted", "ready", "in-block", "retracted", "finalized", "invalid", "dropped"),
  block: option(Block),
  index: option(u32),
  /** In a block: whether all was done that it asks for, its call and every call that this one dispatched. */
  ok: option(bool),
  /** Why it was given up, or else the error of the first failure. */
  reason: option(text({ max: 256 })),
  failures: vec(Failure, { max: 1_000_000 }),
});
export type Status = TypeOf<typeof Status>;

/** Why the pool does not take an extrinsic. */
export const refusals = [
  ...Object.values(transactionErrors),
  errors.AlreadyKnown,
  errors.PriorityTooLow,
  errors.PoolFull,
  errors.AccountFull,
  errors.TemporarilyBanned,
];

const byHash = { params: { hash: H256 }, errors: [apiErrors.TransactionNotFound] };

/** `/v1/transactions`: handing extrinsics in, and what becomes of them. */
export const transactions = {
  submit: endpoint("POST /v1/transactions", {
    summary:
      "Submits an extrinsic: whole, or as /v1/calls prepared it with its signature. Answered once it is safe; the same again gets the same answer. As JSON lines, many in one request.",
    body: {
      /** A whole signed extrinsic, in SCALE. */
      extrinsic: option(bytes({ max: maxHttpBodyBytes >> 1 })),
      unsigned: option(Unsigned),
      signature: option(MultiSignature),
    },
    maxBodyBytes: maxHttpBodyBytes,
    lines: true,
    reply: struct({ hash: H256 }),
    status: 202,
    errors: [apiErrors.BadSubmission, ...refusals],
  }),
  get: endpoint("GET /v1/transactions/:hash", {
    summary: "Where an extrinsic is: accepted, ready, in-block, finalized, invalid or dropped.",
    ...byHash,
    maxReplyBytes: maxHttpReplyBytes,
    reply: Status,
  }),
  follow: stream("GET /v1/transactions/:hash/events", {
    summary:
      "The same as a stream: one entry for each step, until a final one; behind Last-Event-ID, from where it is now.",
    ...byHash,
    maxReplyBytes: maxHttpReplyBytes,
    stream: Status,
    id: text({ max: 32 }),
  }),
};
