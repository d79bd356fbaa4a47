import { expect, it } from "vitest";
import { classify } from "./classify.ts";

it.each([
  ["120", "number"],
  ["120-3", "place"],
  [`0x${"aB".repeat(32)}`, "hash"],
  ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "address"],
  ["//Alice//stash", "development"],
  ["Balances.Transfer", "event"],
  ["Phala Foundation", "name"],
  ["0x12", "name"],
])("takes %s for what it is: %s", (text, kind) => {
  expect(classify(text)).toBe(kind);
});
