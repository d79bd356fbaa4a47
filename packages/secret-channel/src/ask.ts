import {
  bytes,
  concat,
  encode,
  enumeration,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  utf8,
  variant,
} from "@pha/codec";
import { openWith, type Primitives, sealTo, sha256 } from "@pha/crypto";
import { maxQueryBytes } from "@pha/limits";
import { errors } from "./errors.ts";
import { ReceiptRequest, ReceiptsRequest } from "./receipt.ts";

/** An encrypted query to one contract. */
export const QueryRequest = struct({ contract: H256, enc: fixedBytes(32), ciphertext: bytes({ max: maxQueryBytes }) });
export type QueryRequest = TypeOf<typeof QueryRequest>;

/** What a worker is asked for a client. */
export const Asked = enumeration({
  /** The encrypted answer, signed by the enclave inside. */
  Query: variant(0, QueryRequest),
  /** A `SignedReceipt`. */
  Receipt: variant(1, ReceiptRequest),
  /** A `ReceiptList`. */
  Receipts: variant(2, ReceiptsRequest),
  /** A session for a client, sealed; the answer to it, encrypted and signed. */
  Session: variant(3, QueryRequest),
  /** A frame of a session; the frame that answers it. */
  Frame: variant(4, struct({ contract: H256, frame: bytes({ max: maxQueryBytes }) })),
});
export type Asked = TypeOf<typeof Asked>;

/** Who asks a worker for a client: the way to a secret between them, and what makes this request unlike all others. */
export const Asker = struct({ enc: fixedBytes(32), seal: fixedBytes(16), nonce: fixedBytes(16) });
export type Asker = TypeOf<typeof Asker>;

/** A request to one worker, whose own enclave's reply the asker can tell from whatever else comes. */
export const Ask = struct({ asker: Asker, asked: Asked });
export type Ask = TypeOf<typeof Ask>;

/** What an enclave replies, answer or refusal, and the proof that it does. */
export const WorkerReply = struct({ reply: bytes({ max: maxQueryBytes + 4_096 }), mac: fixedBytes(32) });
export type WorkerReply = TypeOf<typeof WorkerReply>;

/** A way to ask one session of a worker, any number of times. */
export interface WayToWorker {
  /** A request as it is sent, and whether a reply is the enclave's own to just this request. */
  readonly ask: (asked: Asked) => { readonly ask: Ask; readonly holds: (reply: WorkerReply) => boolean };
}

const nothing = new Uint8Array();
const label = "phala/worker-reply/v1";
const info = (genesis: Hex): Uint8Array => concat(utf8(label), fromHex(genesis));

/**
 * Makes a way to a worker: HPKE to its session's key of an empty message, whose exported secret keys all replies on it.
 * One key agreement, and then a MAC a request.
 */
export function wayToWorker(primitives: Primitives, genesis: Hex, hpkeKey: Hex): WayToWorker {
  const { enc, ciphertext, exportSecret } = sealTo(primitives, hpkeKey, info(genesis), nothing, nothing);
  const secret = exportSecret(label, 32);
  return {
    ask(asked) {
      const asker = { enc, seal: toHex(ciphertext), nonce: toHex(primitives.randomBytes(16)) };
      const ask = { asker, asked };
      return { ask, holds: ({ reply, mac }) => replyMac(primitives, secret, ask, reply) === mac };
    },
  };
}

/**
 * The secret that this session shares with an asker, in the enclave.
 *
 * @throws `channel.Undecipherable` when it is another session that is asked
 */
export function askerSecret(primitives: Primitives, genesis: Hex, hpkeSecret: Uint8Array, asker: Asker): Uint8Array {
  try {
    const { exportSecret } = openWith(primitives, hpkeSecret, asker.enc, info(genesis), nothing, fromHex(asker.seal));
    return exportSecret(label, 32);
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
}

/** `HMAC-SHA256(secret, nonce ‖ SHA-256(what is asked) ‖ reply)`. */
export const replyMac = (primitives: Primitives, secret: Uint8Array, { asker, asked }: Ask, reply: Uint8Array): Hex =>
  toHex(primitives.hmacSha256(secret, concat(fromHex(asker.nonce), sha256(encode(Asked, asked)), reply)));
