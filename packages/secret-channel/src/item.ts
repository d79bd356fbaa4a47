import { concat, fromHex, fromItem, type Hex, toHex, toItem, u32be } from "@pha/codec";
import { openWith, type Primitives, pad, sealTo, unpad } from "@pha/crypto";
import { errors } from "./errors.ts";
import { channelInfo, type Scope } from "./scope.ts";

/**
 * Seals something to a contract for whoever brings it there: nobody is named, and nothing is signed. Its text may stand
 * anywhere in a call's arguments: `item1.` and the base64url of `u32 epoch ‖ HPKE encapsulation (32) ‖ ciphertext`. The
 * content is padded, so that the length tells little.
 *
 * @param contractKey - the contract's X25519 key of the scope's epoch
 */
export function sealItem(primitives: Primitives, contractKey: Hex, scope: Scope, content: Uint8Array): string {
  const info = channelInfo("item", scope);
  const { enc, ciphertext } = sealTo(primitives, contractKey, info, new Uint8Array(), pad(content));
  return toItem(concat(u32be(scope.epoch), fromHex(enc), ciphertext));
}

/** The epoch that an item is sealed for, if it is one. */
export function epochOfItem(item: string): number | undefined {
  const bytes = fromItem(item);
  return bytes && bytes.length > headBytes ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : undefined;
}

const headBytes = 4 + 32;

/**
 * What somebody sealed.
 *
 * @throws `channel.Undecipherable`
 */
export function openItem(primitives: Primitives, contractSecret: Uint8Array, scope: Scope, item: string): Uint8Array {
  const bytes = fromItem(item) ?? new Uint8Array();
  try {
    const enc = toHex(bytes.subarray(4, headBytes));
    const info = channelInfo("item", scope);
    const opened = openWith(primitives, contractSecret, enc, info, new Uint8Array(), bytes.subarray(headBytes));
    return unpad(opened.plaintext);
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
}
