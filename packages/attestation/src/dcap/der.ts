import { type CodedError, type Hex, toHex } from "@pha/codec";

/** Tags that Intel's certificates and revocation lists use. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific, constructed, of this number. */
  context: (number: number) => 0xa0 | number,
} as const;

/** Makes the error that says what is wrong with the bytes that are read. */
export type Fail = (reason: string) => CodedError;

/** One element: its tag, its content, and all of its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/**
 * Walks elements side by side, in DER (X.690): definite lengths in their shortest form, nothing left over.
 * `fail` makes the error of whoever is read.
 */
export class Der {
  readonly #bytes: Uint8Array;
  readonly #fail: Fail;
  #at = 0;

  constructor(bytes: Uint8Array, fail: Fail) {
    this.#bytes = bytes;
    this.#fail = fail;
  }

  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Whether the next element has this tag. */
  nextIs(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  /** The next element, whatever it is. */
  any(): DerElement {
    const start = this.#at;
    const tag = this.#byte();
    const length = this.#length();
    const from = this.#at;
    if (length > this.#bytes.length - from) throw this.#fail("an element ends after its bytes do");
    this.#at = from + length;
    return { tag, content: this.#bytes.subarray(from, this.#at), whole: this.#bytes.subarray(start, this.#at) };
  }

  element(tag: number): DerElement {
    if (!this.nextIs(tag)) throw this.#fail(`expected an element with tag ${tag}`);
    return this.any();
  }

  /** The elements inside the next one. */
  enter(tag: number): Der {
    return new Der(this.element(tag).content, this.#fail);
  }

  /** The elements inside these bytes, for which the same `fail` holds. */
  inside(bytes: Uint8Array): Der {
    return new Der(bytes, this.#fail);
  }

  oid(): Hex {
    return toHex(this.element(tags.oid).content);
  }

  /** A non-negative integer's bytes, without leading zeros. */
  unsigned(tag: number = tags.integer): Uint8Array {
    const { content } = this.element(tag);
    const [first, second] = content;
    if (first === undefined || first >= 0x80) throw this.#fail("a number is empty or negative");
    if (first !== 0 || second === undefined) return content;
    if (second < 0x80) throw this.#fail("a number has a needless zero");
    return content.subarray(1);
  }

  /** A non-negative integer of at most four bytes. */
  natural(tag: number = tags.integer): number {
    const digits = this.unsigned(tag);
    if (digits.length > 4) throw this.#fail("a number is too large");
    return digits.reduce((sum, digit) => sum * 256 + digit, 0);
  }

  boolean(): boolean {
    const { content } = this.element(tags.boolean);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw this.#fail("a boolean is neither");
    return content[0] === 0xff;
  }

  /** A bit string of whole bytes. */
  octets(): Uint8Array {
    const { content } = this.element(tags.bitString);
    if (content[0] !== 0) throw this.#fail("a bit string does not end with a byte");
    return content.subarray(1);
  }

  /** Ends the walk. */
  end(): void {
    if (!this.isDone) throw this.#fail("bytes follow the last element");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.#fail("the bytes end before the element does");
    this.#at++;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count < 1 || count > 3) throw this.#fail("a length is indefinite or too long");
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    if (length < ([0x80, 0x100, 0x10000][count - 1] as number))
      throw this.#fail("a length is not in its shortest form");
    return length;
  }
}
