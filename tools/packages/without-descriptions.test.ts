import { expect, it } from "vitest";
import { withoutDescriptions } from "./without-descriptions.ts";

it("takes descriptions out of declarations, leaves errors theirs, and every line where it is", () => {
  const text = `const usual = "of all";
export const shop = definePallet("Shop", 1, {
  doc: "Sells.",
  storage: { stock: value(u32, { initial: 0, doc: \`How many, \${usual}.\` }) },
  calls: { buy: call(0, "signed", { doc: u32 }, "Buys " +
    "one.", { nested: ["call"] }) },
  events: { Sold: event(0, {}, "One was sold.") },
  errors: { SoldOut: { index: 0, kind: "conflict", doc: "Nothing is left." } },
  apis: { list: method({}, u32, "What there is."), most: constant(u32, 7, usual) },
});
const errors = defineErrors("shop", { Closed: { index: 0, doc: "Come tomorrow." } });
const get = endpoint("GET /v1/shop", { summary: "The shop.", reply: u32 });
`;
  expect(withoutDescriptions(text)).toBe(`const usual = "of all";
export const shop = definePallet("Shop", 1, {
  doc: "",
  storage: { stock: value(u32, { initial: 0, doc: "" }) },
  calls: { buy: call(0, "signed", { doc: u32 }, ""
, { nested: ["call"] }) },
  events: { Sold: event(0, {}, "") },
  errors: { SoldOut: { index: 0, kind: "conflict", doc: "Nothing is left." } },
  apis: { list: method({}, u32, ""), most: constant(u32, 7, usual) },
});
const errors = defineErrors("shop", { Closed: { index: 0, doc: "Come tomorrow." } });
const get = endpoint("GET /v1/shop", { summary: "", reply: u32 });
`);
});
