import { hash } from "node:crypto";
import type { HashFunction } from "../hash/digests.ts";

const digest =
  (algorithm: string): HashFunction =>
  (bytes) =>
    new Uint8Array(hash(algorithm, bytes, "buffer"));

/** SHA-256 by `node:crypto`. */
export const sha256: HashFunction = digest("sha256");

/** SHA-384 by `node:crypto`. */
export const sha384: HashFunction = digest("sha384");

/** SHA-512 by `node:crypto`. */
export const sha512: HashFunction = digest("sha512");
