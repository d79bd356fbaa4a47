import { MultiAddress, MultiSignature } from "@pha/codec";
import { marker, type RuntimeSpec } from "@pha/frame";
import { apis } from "./apis/spec.ts";
import { extensions, extraType } from "./extrinsic/extensions.ts";
import { UncheckedExtrinsic } from "./extrinsic/unchecked.ts";
import { outer, pallets } from "./pallets.ts";

/** The runtime as data: what metadata and descriptions are made of. */
export const runtimeSpec: RuntimeSpec = {
  pallets,
  outer,
  extrinsic: { type: UncheckedExtrinsic, address: MultiAddress, signature: MultiSignature, extra: extraType },
  extensions,
  apis,
  type: marker(["pha_runtime", "Runtime"]),
};
