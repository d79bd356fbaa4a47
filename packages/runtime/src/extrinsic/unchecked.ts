import { bytes, MultiAddress, MultiSignature, type Type } from "@pha/codec";
import { maxExtrinsicBytes } from "@pha/limits";
import { RuntimeCall } from "../references.ts";
import { extraType } from "./extensions.ts";

const raw = bytes({ max: maxExtrinsicBytes });

/** An extrinsic as an argument of a runtime API: its bytes without the length prefix. */
export const UncheckedExtrinsic: Type<Uint8Array> = {
  ...raw,
  meta: {
    path: ["sp_runtime", "generic", "unchecked_extrinsic", "UncheckedExtrinsic"],
    params: [
      { name: "Address", type: MultiAddress },
      { name: "Call", type: RuntimeCall },
      { name: "Signature", type: MultiSignature },
      { name: "Extra", type: extraType },
    ],
    def: { tag: "composite", fields: [{ type: raw }] },
  },
};
