import { scrypt } from "@noble/hashes/scrypt.js";

/** What a key costs to derive (RFC 7914): memory is `128 · N · r` bytes. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** scrypt (RFC 7914), by whatever code a process has for it. */
export type Scrypt = (password: Uint8Array, salt: Uint8Array, cost: ScryptCost, length: number) => Uint8Array;

/** In JavaScript, for every platform. */
export const pureScrypt: Scrypt = (password, salt, cost, length) => scrypt(password, salt, { ...cost, dkLen: length });

let used = pureScrypt;

/** From now on keystores are opened by a host's own code in this process: the same keys, sooner. */
export function useScrypt(native: Scrypt): void {
  used = native;
}

/** Derives a key from a password. */
export const deriveKey: Scrypt = (...input) => used(...input);
