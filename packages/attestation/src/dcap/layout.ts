import { errors } from "./errors.ts";

/** Cuts fields of fixed width, integers little-endian, from bytes of a quote. */
export class Layout {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#at;
  }

  take(length: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (length > left) throw errors.MalformedQuote({ at: this.#at, expected: length, left });
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u16(): number {
    const [a = 0, b = 0] = this.take(2);
    return a + b * 0x100;
  }

  u32(): number {
    return this.u16() + this.u16() * 0x10000;
  }

  /** What is left, of which each byte must be zero: quoting libraries pad their buffers. */
  padding(): void {
    const at = this.#at;
    if (this.take(this.#bytes.length - at).some((byte) => byte !== 0))
      throw errors.MalformedQuote({ at, reason: "something follows the quote" });
  }

  /** Nothing may be left. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw errors.MalformedQuote({ at: this.#at, left });
  }
}
