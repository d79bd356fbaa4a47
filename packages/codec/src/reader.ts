import { copyOf } from "./bytes.ts";
import { errors } from "./errors.ts";

/** Types that contain themselves (calls in calls) may nest this deep in untrusted bytes. */
const maxDepth = 32;

/** A strict cursor over SCALE bytes. Every method throws a coded error instead of reading past the end. */
export class Reader {
  private offset = 0;
  private depth = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private itemsLeft: number;
  private readonly maxItems: number;

  /** @param maxItems items of all lists together: each takes more memory than its bytes do */
  constructor(bytes: Uint8Array, maxItems = Number.POSITIVE_INFINITY) {
    this.bytes = bytes;
    this.maxItems = maxItems;
    this.itemsLeft = maxItems;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  /** How far reading has come, in bytes from the start. */
  get position(): number {
    return this.offset;
  }

  /** A copy of the next `length` bytes. */
  take(length: number): Uint8Array {
    const start = this.advance(length);
    return copyOf(this.bytes, start, this.offset);
  }

  /** The next `length` bytes without copying: only for use before the input changes. */
  peekTaken(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  u8(): number {
    return this.bytes[this.advance(1)] as number;
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }

  u128(): bigint {
    const low = this.u64();
    const high = this.u64();
    return high === 0n ? low : low | (high << 64n);
  }

  /** A compact integer in its one canonical (shortest) form. */
  compact(): bigint {
    const first = this.u8();
    switch (first & 3) {
      case 0:
        return BigInt(first >> 2);
      case 1:
        return this.atLeast(1n << 6n, BigInt((first >> 2) | (this.u8() << 6)));
      case 2:
        return this.atLeast(1n << 14n, BigInt((first >> 2) + this.u8() * 64 + this.u16() * 16_384));
      default: {
        const length = (first >> 2) + 4;
        const bytes = this.peekTaken(length);
        let value = 0n;
        for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
        if (length > 4 && bytes[length - 1] === 0) throw errors.NonCanonical();
        return this.atLeast(1n << 30n, value);
      }
    }
  }

  /** A compact length prefix, refused when even one byte per item would pass the end. */
  length(max: number): number {
    const length = this.compact();
    if (length > BigInt(max)) throw errors.TooLong({ max, actual: length });
    if (length > BigInt(this.remaining)) throw errors.UnexpectedEnd();
    return Number(length);
  }

  /** As {@link length}, of a list. @throws `codec.TooManyItems` */
  items(max: number): number {
    const length = this.length(max);
    this.itemsLeft -= length;
    if (this.itemsLeft < 0) throw errors.TooManyItems({ max: this.maxItems });
    return length;
  }

  /** Reads one level deeper; self-containing types go through here. */
  nested<T>(read: () => T): T {
    if (this.depth === maxDepth) throw errors.TooDeep({ max: maxDepth });
    this.depth++;
    const value = read();
    this.depth--;
    return value;
  }

  /** @throws `codec.TrailingBytes` unless everything was read. */
  end(): void {
    if (this.remaining > 0) throw errors.TrailingBytes({ count: this.remaining });
  }

  private advance(length: number): number {
    const start = this.offset;
    if (length > this.bytes.length - start) throw errors.UnexpectedEnd();
    this.offset = start + length;
    return start;
  }

  private atLeast(min: bigint, value: bigint): bigint {
    if (value < min) throw errors.NonCanonical();
    return value;
  }
}
