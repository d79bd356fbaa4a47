import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { errors } from "../errors.ts";

/**
 * How a field lies in a message's bytes: 32 bytes as they are, a big-endian integer, or bytes behind their length, which
 * takes two or four bytes.
 */
export type Form = "hash" | "u8" | "u64" | "u128" | "short" | "long";

/** Bytes of each form that has always as many. */
const widths = { u8: 1, u64: 8, u128: 16, hash: 32, short: 2, long: 4 } as const;

/** A number's big-endian bytes; it fits. */
function bigEndianBytes(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  for (let i = width - 1, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** The bytes of a field. */
export function fieldBytes(form: Form, value: unknown): Uint8Array {
  if (form === "hash") return fromHex(value as Hex);
  if (form === "short" || form === "long") {
    const bytes = value as Uint8Array;
    return concat(bigEndianBytes(BigInt(bytes.length), widths[form]), bytes);
  }
  return bigEndianBytes(BigInt(value as number | bigint), widths[form]);
}

/** A cursor over a message: reads field by field, and nothing past the end. */
export class FieldReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws `light-client.BadBridgeMessage` where fewer bytes are left than the field has. */
  read(form: Form): Hex | number | bigint | Uint8Array {
    const fixed = this.#take(widths[form]);
    if (form === "hash") return toHex(fixed);
    if (form === "short" || form === "long") return this.#take(Number(BigInt(toHex(fixed))));
    return form === "u8" ? (fixed[0] as number) : BigInt(toHex(fixed));
  }

  /** @throws `light-client.BadBridgeMessage` where bytes are left. */
  end(): void {
    const left = this.#bytes.length - this.#offset;
    if (left > 0) throw errors.BadBridgeMessage({ left });
  }

  #take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw errors.BadBridgeMessage({ length: this.#bytes.length, needed: end });
    const taken = this.#bytes.slice(this.#offset, end);
    this.#offset = end;
    return taken;
  }
}
