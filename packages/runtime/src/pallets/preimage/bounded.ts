import { bytes, enumeration, H256, type Hex, struct, type TypeOf, toHex, u32, variant } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { RuntimeCall } from "../../references.ts";

/** Calls up to this are kept where they are used. */
export const maxInlineBytes = 128;

/** A call: itself, or the hash of its encoding, which is kept as a preimage. */
export const Bounded = enumeration(
  {
    Legacy: variant(0, struct({ hash: H256 })),
    Inline: variant(1, bytes({ max: maxInlineBytes })),
    Lookup: variant(2, struct({ hash: H256, len: u32 })),
  },
  {
    path: ["frame_support", "traits", "preimages", "Bounded"],
    params: [{ name: "T", type: RuntimeCall }],
  },
);
export type Bounded = TypeOf<typeof Bounded>;

/** The hash of a stored call, which says what it is wherever it is kept. */
export const hashOf = ({ type, value }: Bounded): Hex => (type === "Inline" ? toHex(blake2b256(value)) : value.hash);
