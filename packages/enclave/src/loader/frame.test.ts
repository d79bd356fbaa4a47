import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, type Frame, FrameReader, kinds } from "./frame.ts";

const frame = fc.record({
  kind: fc.constantFrom(...Object.values(kinds)),
  id: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 40 }),
});

const join = (parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("frames", () => {
  it("come out as they went in, however the stream is cut (property)", () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
        (frames, cuts) => {
          const stream = join(frames.map(encodeFrame));
          const reader = new FrameReader();
          const seen: Frame[] = [];
          for (let at = 0; at < stream.length; ) {
            const size = cuts.next().value as number;
            expect(reader.push(stream.subarray(at, at + size), (each) => seen.push(each))).toBe(true);
            at += size;
          }
          expect(seen).toEqual(frames);
        },
      ),
    );
  });
});
