import { concat, fixedBytes, fromHex, type Hex, toHex } from "@pha/codec";
import { type Primitives, sha256 } from "@pha/crypto";

/** 16 bytes by which a client names a query: the same ones however often it has to ask. */
export const QueryId = fixedBytes(16);

/** A name that no other query has. */
export const newQueryId = ({ randomBytes }: Pick<Primitives, "randomBytes">): Hex => toHex(randomBytes(16));

/** `SHA-256(client key ‖ query id)`: nobody names another's query. Who has no certificate has no client key. */
export const requestIdOf = (clientKey: Hex | undefined, id: Hex): Hex =>
  toHex(sha256(concat(clientKey === undefined ? new Uint8Array() : fromHex(clientKey), fromHex(id))));
