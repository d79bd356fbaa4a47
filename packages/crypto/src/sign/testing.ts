import { scryptSync } from "node:crypto";
import { toHex } from "@pha/codec";
import { type Scrypt, useScrypt } from "./scrypt.ts";

/** Node's own scrypt. */
export const nodeScrypt: Scrypt = (password, salt, { N, r, p }, length) =>
  scryptSync(password, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) });

/** Keystores of these tests are opened by Node's code, which derives a key once: tests open what they have sealed. */
export function useRememberedScrypt(): void {
  const derived = new Map<string, Uint8Array>();
  useScrypt((password, salt, cost, length) => {
    const input = JSON.stringify([toHex(password), toHex(salt), cost, length]);
    const key = derived.get(input) ?? nodeScrypt(password, salt, cost, length);
    derived.set(input, key);
    return key.slice();
  });
}
