import fc from "fast-check";
import { expect, it } from "vitest";
import { bytes, concat, decode, encode, useSlabs } from "./index.ts";

const blob = bytes({ max: 2_000 });

it("in slabs, what was encoded, joined and read stays as it is, whatever comes later and whoever asks for slabs again", () => {
  useSlabs();
  const parts = fc.array(fc.uint8Array({ maxLength: 1_200, size: "max" }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(parts, (values) => {
      const made = values.map((value) => {
        useSlabs();
        const encoded = encode(blob, value);
        return { value, encoded, joined: concat(value, encoded), read: decode(blob, encoded) };
      });
      for (const { value, encoded, joined, read } of made) {
        expect(read).toEqual(value);
        expect(encoded.subarray(encoded.length - value.length)).toEqual(value);
        expect(joined).toEqual(Uint8Array.of(...value, ...encoded));
      }
    }),
  );
});
