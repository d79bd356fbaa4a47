import fc from "fast-check";
import { expect, it } from "vitest";
import { hrefOf, readRoute } from "./route.ts";

it("is the overview where nothing is named", () => {
  for (const hash of ["", "#", "#/"]) expect(readRoute(hash)).toEqual({ view: "overview", of: [] });
});

it("reads what it writes, whatever stands in it (property)", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }), (of) => {
      expect(readRoute(hrefOf("block", ...of))).toEqual({ view: "block", of });
    }),
  );
});
