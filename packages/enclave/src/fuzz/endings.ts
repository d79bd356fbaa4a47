import { encodeFrame, kinds, maxFrameBytes } from "../loader/frame.ts";
import type { Random } from "./random.ts";

const header = (length: number, kind: number, random: Random): Uint8Array => {
  const bytes = random.bytes(9);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length);
  view.setUint8(4, kind);
  return bytes;
};

/** An id that no request of an enclave has had: these count from 1. */
const strangeId = (random: Random): number => 2 ** 31 + random.below(2 ** 31);

/** Bytes that no host of good will sends: each has the enclave's process end, at once. */
export const endings: Readonly<Record<string, (random: Random) => Uint8Array>> = {
  "a frame that is too short": (random) => header(random.below(5), kinds.call, random),
  "a frame that is too long": (random) => header(maxFrameBytes + 1 + random.below(2 ** 30), kinds.call, random),
  "a frame of no kind": (random) => header(5 + random.below(100), 8 + random.below(248), random),
  "a request that only enclaves make": (random) =>
    encodeFrame({
      kind: random.pick([kinds.ocall, kinds.quote, kinds.log, kinds.crash]),
      id: strangeId(random),
      payload: random.bytes(random.below(64)),
    }),
  "an answer to nothing": (random) =>
    encodeFrame({
      kind: random.pick([kinds.answer, kinds.failure]),
      id: strangeId(random),
      payload: random.bytes(random.below(64)),
    }),
  noise: (random) => random.bytes(64).map((byte) => byte | 0x80),
  "a part of a frame, and no more": (random) => header(64, kinds.call, random),
};
export const cutShort = "a part of a frame, and no more";
