import { encode, fromHex, type Hex, toHex } from "@pha/codec";
import { engines } from "./digest.ts";
import { Header } from "./header.ts";

/** Signs with an author's Ed25519 key: 64 bytes. `sign` of a key pair. */
export type SignSeal = (message: Uint8Array) => Hex;

/** Checks an Ed25519 signature, by the one rule that all processes share. */
export type VerifySeal = (publicKey: Hex, message: Uint8Array, signature: Hex) => boolean;

/** The bytes that an author signs: SCALE of the header without its seal. */
export const sealMessage = (header: Header): Uint8Array => encode(Header, withoutSeal(header));

/** The header before it was sealed. */
export function withoutSeal(header: Header): Header {
  return header.digest.at(-1)?.type === "Seal" ? { ...header, digest: header.digest.slice(0, -1) } : header;
}

/** Adds the seal as the last digest item. */
export function seal(header: Header, sign: SignSeal): Header {
  const bare = withoutSeal(header);
  const signature = fromHex(sign(sealMessage(bare)));
  return { ...bare, digest: [...bare.digest, { type: "Seal", value: [engines.seal, signature] }] };
}

/** The one of `authors` (Ed25519 public keys) whose seal the header carries, or `undefined`. */
export function verifySeal(header: Header, authors: readonly Hex[], verify: VerifySeal): Hex | undefined {
  const item = header.digest.at(-1);
  if (item?.type !== "Seal" || item.value[0] !== engines.seal) return undefined;
  const message = sealMessage(header);
  const signature = toHex(item.value[1]);
  return authors.find((author) => verify(author, message, signature));
}
