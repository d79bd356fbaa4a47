import { encode, fromHex, type Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { engines } from "./digest.ts";
import { Header } from "./header.ts";

type Signs = Pick<Primitives, "ed25519">;

/** The bytes that an author signs: SCALE of the header without its seal. */
export const sealMessage = (header: Header): Uint8Array => encode(Header, withoutSeal(header));

/** The header before it was sealed. */
export function withoutSeal(header: Header): Header {
  return header.digest.at(-1)?.type === "Seal" ? { ...header, digest: header.digest.slice(0, -1) } : header;
}

/**
 * Adds the seal as the last digest item.
 *
 * @param seed 32 bytes, secret: the author's Ed25519 key. Not kept.
 */
export function seal({ ed25519 }: Signs, seed: Uint8Array, header: Header): Header {
  const bare = withoutSeal(header);
  const signature = ed25519.sign(seed, sealMessage(bare));
  return { ...bare, digest: [...bare.digest, { type: "Seal", value: [engines.seal, signature] }] };
}

/** The one of `authors` (Ed25519 public keys) whose seal the header carries, or `undefined`. */
export function verifySeal({ ed25519 }: Signs, authors: readonly Hex[], header: Header): Hex | undefined {
  const item = header.digest.at(-1);
  if (item?.type !== "Seal" || item.value[0] !== engines.seal) return undefined;
  const [, signature] = item.value;
  const message = sealMessage(header);
  return authors.find((author) => ed25519.verify(fromHex(author), message, signature));
}
