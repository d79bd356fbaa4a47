import { MultiAddress, MultiSignature } from "@pha/codec";
import { type AnyPallet, type ApiSpec, marker, outerEnums, type RuntimeSpec } from "@pha/frame";
import { executiveApis } from "./apis/spec.ts";
import { extensions, extraType } from "./extrinsic/extensions.ts";
import { UncheckedExtrinsic } from "./extrinsic/unchecked.ts";
import { specs } from "./pallets/specs.ts";
import { references, runtimePallets, runtimeVersion } from "./references.ts";
import { type RuntimeVersion, versionWith } from "./version.ts";

/** A runtime as data: what metadata and descriptions are made of, and its version. */
export interface VersionedSpec extends RuntimeSpec {
  readonly version: RuntimeVersion;
}

/** The runtime that is made of these pallets. The placeholders of `references.ts` mean this one from now on. */
export function runtimeSpecOf(pallets: readonly AnyPallet[]): VersionedSpec {
  const ofPallets = pallets.flatMap((pallet) => Object.entries<ApiSpec>(pallet.apis));
  const apis = { ...executiveApis, ...Object.fromEntries(ofPallets) };
  const version = versionWith(apis);
  runtimeVersion.bind(version);
  runtimePallets.bind(pallets);
  return {
    pallets,
    outer: outerEnums("pha_runtime", pallets, references),
    extrinsic: { type: UncheckedExtrinsic, address: MultiAddress, signature: MultiSignature, extra: extraType },
    extensions,
    apis,
    version,
    type: marker(["pha_runtime", "Runtime"]),
  };
}

/** The network's runtime. */
export const runtimeSpec = runtimeSpecOf(Object.values(specs));

/** All pallets, in the order of their indices. */
export const { pallets, outer, version } = runtimeSpec;

/** Any call of the network's runtime. */
export const RuntimeCall = outer.call;

/** Any event of the network's runtime. */
export const RuntimeEvent = outer.event;
