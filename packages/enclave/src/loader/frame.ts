/** Largest frame that either side takes: header included. */
export const maxFrameBytes = 16 * 1024 * 1024;

const headerBytes = 5;

/** Kinds of frames. Requests are answered by `answer` or `failure` with the same id; `notice` never is. */
export const kinds = { answer: 0, failure: 1, load: 2, call: 3, ocall: 4, quote: 5, log: 6, crash: 7 } as const;

export type FrameKind = (typeof kinds)[keyof typeof kinds];

/** One frame of the door: `u32 length ‖ u8 kind ‖ u32 id ‖ payload`, big-endian, length counting kind, id and payload. */
export interface Frame {
  readonly kind: FrameKind;
  readonly id: number;
  readonly payload: Uint8Array;
}

/** Largest payload that fits a frame. */
export const maxPayloadBytes = maxFrameBytes - headerBytes;

/** Bytes of a frame. The caller has checked the payload's size. */
export function encodeFrame({ kind, id, payload }: Frame): Uint8Array {
  const bytes = new Uint8Array(4 + headerBytes + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headerBytes + payload.length);
  view.setUint8(4, kind);
  view.setUint32(5, id);
  bytes.set(payload, 4 + headerBytes);
  return bytes;
}

const lastKind = Math.max(...Object.values(kinds));

/** Cuts a stream of bytes into frames; says `malformed` for ever once it has seen bytes that are none. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  /** Calls `onFrame` for each complete frame. Returns false when the stream is malformed: nothing can follow. */
  push(chunk: Uint8Array, onFrame: (frame: Frame) => void): boolean {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= 4 + headerBytes) {
      const head = this.#peek(4 + headerBytes);
      const view = new DataView(head.buffer, head.byteOffset);
      const length = view.getUint32(0);
      const kind = view.getUint8(4);
      if (length < headerBytes || length > maxFrameBytes || kind > lastKind) return false;
      if (this.#buffered < 4 + length) return true;
      const payload = new Uint8Array(this.#take(4 + length).subarray(4 + headerBytes));
      onFrame({ kind: kind as FrameKind, id: view.getUint32(5), payload });
    }
    return true;
  }

  #peek(length: number): Uint8Array {
    const first = this.#chunks[0] as Uint8Array;
    return first.length >= length ? first : this.#join();
  }

  /** Copies each byte once per frame, however many chunks it came in. */
  #take(length: number): Uint8Array {
    const all = this.#peek(length);
    this.#buffered -= length;
    if (all.length === length) this.#chunks.shift();
    else this.#chunks[0] = all.subarray(length);
    return all.subarray(0, length);
  }

  #join(): Uint8Array {
    const all = new Uint8Array(this.#buffered);
    let offset = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    this.#chunks = [all];
    return all;
  }
}
