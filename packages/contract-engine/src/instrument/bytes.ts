/** Reads a WebAssembly binary from front to back. */
export class Reader {
  readonly #bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.isDone) throw new Error(`The module ends within something, at byte ${this.at}`);
    return this.#bytes[this.at++] as number;
  }

  /** An unsigned number of up to 32 bits. */
  u32(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** A signed number: its bytes, which are copied as they are. */
  skipSigned(): void {
    while (this.byte() >= 0x80);
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.end) throw new Error(`The module ends within something, at byte ${this.at}`);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** The part that begins here and is so long. */
  part(length: number): Reader {
    const { at } = this;
    this.take(length);
    return new Reader(this.#bytes, at, this.at);
  }

  /** What was read since. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.at);
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.u32() }, read);
  }

  name(): string {
    return String.fromCharCode(...this.take(this.u32()));
  }
}

/** An unsigned number. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) | 0x80);
  }
}

/** A signed number that is not negative. */
export function signed(value: number): number[] {
  const bytes = unsigned(value);
  const last = bytes.at(-1) as number;
  return last < 0x40 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0];
}

/** Bytes and their length before them. */
export const sized = (bytes: Iterable<number>): number[] => {
  const all = [...bytes];
  return [...unsigned(all.length), ...all];
};

/** A name: ASCII. */
export const named = (text: string): number[] => sized([...text].map((letter) => letter.charCodeAt(0)));
