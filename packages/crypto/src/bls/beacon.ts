import { concat, fromHex, type Hex, toHex, u32be, u64be, utf8 } from "@pha/codec";
import { sha256 } from "../hash/digests.ts";

/** The domain tag of the beacon. Nothing that is signed under it is a key, and no key is signed under it. */
export const BEACON_DST = "PHALA-BEACON-V1_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/** Which round of whose beacon. */
export interface BeaconRound {
  readonly genesisHash: Hex;
  /** Generation of the master key. */
  readonly generation: number;
  readonly round: bigint;
}

/** The message that is signed, under `BEACON_DST`, for a round: `"phala/beacon/v1" ‖ genesis hash ‖ u32 generation ‖ u64 round`. */
export const beaconMessage = ({ genesisHash, generation, round }: BeaconRound): Uint8Array =>
  concat(utf8("phala/beacon/v1"), fromHex(genesisHash), u32be(generation), u64be(round));

/** A round's randomness, as drand has it: SHA-256 of its signature. */
export const beaconSeed = (signature: Hex): Hex => toHex(sha256(fromHex(signature)));
