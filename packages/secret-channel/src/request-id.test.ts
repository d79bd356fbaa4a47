import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { purePrimitives, sha256 } from "@pha/crypto";
import { expect, it } from "vitest";
import { newQueryId, requestIdOf } from "./request-id.ts";

const key: Hex = `0x${"0c".repeat(32)}`;
const other: Hex = `0x${"0d".repeat(32)}`;
const id: Hex = `0x${"1d".repeat(16)}`;

it("a request is named by its client's key and the client's own name for it", () => {
  expect(requestIdOf(key, id)).toBe(toHex(sha256(concat(fromHex(key), fromHex(id)))));
  expect(new Set([key, other, undefined].map((one) => requestIdOf(one, id))).size).toBe(3);
  expect(requestIdOf(undefined, id)).toBe(toHex(sha256(fromHex(id))));
});

it("no two queries have one name", () => {
  const names = Array.from({ length: 100 }, () => newQueryId(purePrimitives));
  expect(new Set(names).size).toBe(100);
  for (const name of names) expect(name).toMatch(/^0x[0-9a-f]{32}$/);
});
