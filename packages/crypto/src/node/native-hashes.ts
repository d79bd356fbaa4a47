import { useHashes } from "../hash/digests.ts";
import { blake2b128, blake2b256, sha256 } from "./sodium.ts";

/** Lets everything in this process that hashes blocks and state do so in C: for hosts that execute blocks. */
export const useNativeHashes = (): void => useHashes({ blake2b128, blake2b256, sha256 });
