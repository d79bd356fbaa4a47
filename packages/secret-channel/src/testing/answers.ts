import { fromHex, type Hex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import type { AnswerKey, Statement } from "../answer.ts";
import type { Outcome } from "../call.ts";
import { sealQuery } from "../query.ts";
import { call, contractKey, scope } from "./parties.ts";

const session = purePrimitives.randomBytes(32);
const sessionKey = purePrimitives.ed25519.publicKey(session);

/** Signs as the worker's session. */
export const sign = (message: Uint8Array): Uint8Array => purePrimitives.ed25519.sign(session, message);

/** Whether the session signed what came. */
export const isSigned = ({ signed, signature }: { readonly signed: Uint8Array; readonly signature: Hex }): boolean =>
  purePrimitives.ed25519.verify(sessionKey, signed, fromHex(signature));

/** The key of the answer to a new query. */
export const newAnswerKey = (): AnswerKey =>
  sealQuery(purePrimitives, contractKey, scope, { issued: 1, call }).answerKey;

export const statement: Statement = {
  worker: `0x${"11".repeat(32)}`,
  number: 7,
  blockHash: `0x${"b1".repeat(32)}`,
  stateHeight: 5,
  stateTag: `0x${"7a".repeat(32)}`,
  gas: 16_384n,
};
export const outcome: Outcome = { type: "Done", value: utf8("[1,2]") };
