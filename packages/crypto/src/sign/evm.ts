import { concat, type Hex, toHex, utf8 } from "@pha/codec";
import { keccak256 } from "../hash/digests.ts";

/** The 32-byte account of an EVM address: its 20 bytes and `@evm_address`, as in Phala's runtime. */
export const evmAccountOf = (address: Hex): Hex => `${address}${toHex(utf8("@evm_address")).slice(2)}`;

/** What a wallet signs for a text by `personal_sign` (EIP-191, version 0x45): 32 bytes. */
export const personalDigest = (text: Uint8Array): Uint8Array =>
  keccak256(concat(utf8(`\x19Ethereum Signed Message:\n${text.length}`), text));
