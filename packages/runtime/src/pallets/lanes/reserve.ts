import { type AccountId, concat, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";

/** Version of the derivation: what is stored at a lane's opening stays, whatever becomes of it here. */
const version = Uint8Array.of(1);

const prefix = utf8("modlphala/ln");

/** A lane's reserve account, which no key opens: `modl ‖ phala/ln ‖` 20 bytes of `BLAKE2b-256(version ‖ lane)`. */
export const reserveOf = (lane: Hex): AccountId =>
  toHex(concat(prefix, blake2b256(concat(version, fromHex(lane))).subarray(0, 20)));

/** Whether an account is some lane's reserve. */
export const isReserve = (account: AccountId): boolean => account.startsWith(toHex(prefix));
