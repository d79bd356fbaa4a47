import { concat, fromHex, type Hex, u32be, utf8 } from "@pha/codec";
import { errors } from "../errors.ts";
import { hkdfSha256 } from "../hash/hkdf.ts";

/** Whose key it is. */
interface KeyScope {
  /** Generation of the master key. */
  readonly generation: number;
  readonly cluster: number;
  /** 32 bytes. */
  readonly contract: Hex;
}

/**
 * Purpose of a derived key. `encrypt` changes with code and epoch, `state` and `tag` with the epoch, `sign` and
 * `random` with neither: they survive upgrade and rotation.
 */
export type KeyLabel =
  | (KeyScope & { readonly kind: "encrypt"; readonly codeHash: Hex; readonly epoch: number })
  | (KeyScope & { readonly kind: "state" | "tag"; readonly epoch: number })
  | (KeyScope & { readonly kind: "sign" | "random" });

const NOTHING = new Uint8Array(0);

function hash32(hex: Hex): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== 32) throw errors.BadLength({ expected: 32, actual: bytes.length });
  return bytes;
}

/**
 * The message that is signed, under `KEY_DST`, to derive a key: `"phala/key/v1"`, then kind, generation, cluster,
 * contract, code hash and epoch, each behind its u32 length (numbers as u32; what a kind does not have is empty).
 *
 * @throws `crypto.BadLength`
 */
export function keyLabel(label: KeyLabel): Uint8Array {
  const fields = [
    utf8(label.kind),
    u32be(label.generation),
    u32be(label.cluster),
    hash32(label.contract),
    label.kind === "encrypt" ? hash32(label.codeHash) : NOTHING,
    "epoch" in label ? u32be(label.epoch) : NOTHING,
  ];
  return concat(utf8("phala/key/v1"), ...fields.flatMap((field) => [u32be(field.length), field]));
}

/**
 * The key of a label: `HKDF-SHA256(ikm = σ, salt = ∅, info = label)`.
 *
 * @param signature - The combined threshold signature on the label, 48 bytes, verified against the group key. Secret.
 * @param label - {@link keyLabel}
 * @param length - Bytes of key, 32 by default.
 */
export const keyFromSignature = (signature: Hex, label: Uint8Array, length = 32): Uint8Array =>
  hkdfSha256(fromHex(signature), NOTHING, label, length);
