import fc from "fast-check";
import { expect, it } from "vitest";
import { fromHex, toHex } from "./index.ts";

it("writes and reads bytes of any length as hexadecimal text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_000, size: "max" }), (bytes) => {
      const text = toHex(bytes);
      expect(text).toBe(`0x${Buffer.from(bytes).toString("hex")}`);
      expect(fromHex(text)).toEqual(bytes);
    }),
  );
});
