import { type AccountId, compact, concat, encode, fromHex, type Hex, toHex, u8, u32, u128 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Junction, keyIn, MultiLocation, stepsOf } from "../../xcm/location.ts";

/** Version of our derivation. What it gives is stored at registration: another version is for other assets. */
const version = Uint8Array.of(1);

/** An asset's id on all lanes: `BLAKE2b-256(version ‖ SCALE(location as all chains see it))`. */
export const resourceOf = (location: MultiLocation): Hex =>
  toHex(blake2b256(concat(version, encode(MultiLocation, location))));

/** How XCM encoded the names in a location when an id was published: as many bytes as there are, or always 32. */
export type Layout = "V2" | "V3";

const compactLength = (length: number): Uint8Array => encode(compact(u32), length);

function stepV2(step: Junction): Uint8Array {
  const key = keyIn(step);
  if (key !== undefined) return concat(Uint8Array.of(6), compactLength(fromHex(key).length), fromHex(key));
  if (step.type === "Parachain") return concat(Uint8Array.of(0), encode(compact(u32), step.value));
  if (step.type === "GeneralIndex") return concat(Uint8Array.of(5), encode(compact(u128), step.value));
  return concat(Uint8Array.of(4), encode(u8, step.type === "PalletInstance" ? step.value : 0));
}

/** A location in the layout of its time. In V2 there are chains, names, numbers and pallets: nothing else was published. */
function layoutOf(location: MultiLocation, layout: Layout): Uint8Array {
  if (layout === "V3") return encode(MultiLocation, location);
  const steps = stepsOf(location);
  return concat(Uint8Array.of(location.parents, steps.length), ...steps.map(stepV2));
}

/**
 * The id under which the original's bridge knows an asset: `BLAKE2b-256(location)`, its first byte the bridge's number of
 * the EVM chain. On Phala the location ends with a number, a salt, that tells its assets from Khala's.
 */
export function publishedResource(location: MultiLocation, layout: Layout, domain: number): Hex {
  const id = blake2b256(layoutOf(location, layout));
  id[0] = domain;
  return toHex(id);
}

/** The account that holds what left to a place in the original: `BLAKE2b-256(location)`. */
export const publishedReserve = (location: MultiLocation, layout: Layout): AccountId =>
  toHex(blake2b256(layoutOf(location, layout)));
