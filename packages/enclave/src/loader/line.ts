import { Duplex } from "node:stream";

/** What a line wants of the connection behind it. */
export interface LineEnds {
  readonly read: () => void;
  readonly write: (bytes: Uint8Array) => void;
}

/** A connection as a stream of Node's, whose bytes others carry: it asks for them one chunk at a time. */
export class Line extends Duplex {
  readonly #ends: LineEnds;
  #isReading = false;
  #onSent: (() => void) | undefined;

  constructor(ends: LineEnds) {
    super();
    this.#ends = ends;
  }

  /** Bytes that came; none at the end. */
  receive(bytes: Uint8Array): void {
    this.#isReading = false;
    this.push(bytes.length === 0 ? null : Buffer.from(bytes));
  }

  /** What was written last has been sent. */
  sent(): void {
    const onSent = this.#onSent;
    this.#onSent = undefined;
    onSent?.();
  }

  override _read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#ends.read();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#onSent = done;
    this.#ends.write(new Uint8Array(chunk));
  }
}
