import { toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { module } from "./generated/module.ts";
import { pins } from "./plan.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The instrumented module: the one that is pinned, or none. */
export function compileEngine(): WebAssembly.Module {
  const bytes = decode(module);
  const hash = toHex(sha256(bytes)).slice(2);
  if (hash !== pins.metered) throw new Error(`The engine hashes to ${hash}, and ${pins.metered} is pinned`);
  return new WebAssembly.Module(bytes);
}

/** Base64 in lines. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128).fill(255);
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  const bytes = new Uint8Array((text.length >> 2) * 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charCodeAt(at)] as number;
    if (value === 255) continue;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = bits >> held;
  }
  return bytes.slice(0, length);
}
