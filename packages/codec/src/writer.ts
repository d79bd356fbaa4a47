import { copyOf } from "./bytes.ts";
import { errors } from "./errors.ts";

const max128 = (1n << 128n) - 1n;
const low64 = (1n << 64n) - 1n;

const INITIAL_BYTES = 512;
/** A larger buffer is given back once its bytes are copied. */
const MAX_KEPT_BYTES = 65_536;

/** Collects SCALE bytes. Numbers that do not fit their width are refused, never cut. */
export class Writer {
  private buffer: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.buffer.buffer);
  private length = 0;

  /** How much was written, in bytes. */
  get position(): number {
    return this.length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return copyOf(this.buffer, 0, this.length);
  }

  /** Wipes what was written, so that something else can be. */
  clear(): void {
    this.buffer.fill(0, 0, this.length);
    this.length = 0;
    if (this.buffer.length <= MAX_KEPT_BYTES) return;
    this.buffer = new Uint8Array(INITIAL_BYTES);
    this.view = new DataView(this.buffer.buffer);
  }

  bytes(value: Uint8Array): void {
    const at = this.grow(value.length);
    this.buffer.set(value, at);
  }

  u8(value: number): void {
    const at = this.grow(1);
    this.view.setUint8(at, checked(value, 0xff));
  }

  u16(value: number): void {
    const at = this.grow(2);
    this.view.setUint16(at, checked(value, 0xffff), true);
  }

  u32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, checked(value, 0xffff_ffff), true);
  }

  u64(value: bigint): void {
    const at = this.grow(8);
    this.view.setBigUint64(at, checkedBig(value, low64), true);
  }

  u128(value: bigint): void {
    checkedBig(value, max128);
    const at = this.grow(16);
    this.view.setBigUint64(at, BigInt.asUintN(64, value), true);
    this.view.setBigUint64(at + 8, value <= low64 ? 0n : value >> 64n, true);
  }

  /** A compact integer of at most 536 bits, in its shortest form. */
  compact(value: bigint | number): void {
    if (typeof value === "number" && value >= 0 && value < 64) {
      this.u8(value * 4);
      return;
    }
    const big = BigInt(value);
    if (big < 0n || big >> 536n > 0n) throw errors.OutOfRange({ actual: big });
    if (big < 1n << 6n) this.u8(Number(big) << 2);
    else if (big < 1n << 14n) this.u16((Number(big) << 2) | 1);
    else if (big < 1n << 30n) this.u32(Number(big) * 4 + 2);
    else this.bigCompact(big);
  }

  private bigCompact(value: bigint): void {
    const digits: number[] = [];
    for (let rest = value; rest > 0n; rest >>= 8n) digits.push(Number(rest & 0xffn));
    this.u8(((digits.length - 4) << 2) | 3);
    this.bytes(Uint8Array.from(digits));
  }

  /** Makes room and says where; may replace buffer and view, so it must be called before they are looked at. */
  private grow(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
      larger.set(this.buffer);
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    this.length = needed;
    return start;
  }
}

function checked(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw errors.OutOfRange({ max, actual: value });
  return value;
}

function checkedBig(value: bigint, max: bigint): bigint {
  if (typeof value !== "bigint" || value < 0n || value > max) throw errors.OutOfRange({ max, actual: value });
  return value;
}
