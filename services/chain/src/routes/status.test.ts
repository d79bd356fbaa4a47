import { Status } from "@pha/api";
import { toJson } from "@pha/codec";
import { expect, it } from "vitest";
import { showStatus } from "./status.ts";

const hash = `0x${"11".repeat(32)}` as const;

it("shows a status with its block, or with its reason", () => {
  const block = { number: 3, hash };
  expect(toJson(Status, showStatus(hash, { type: "inBlock", block, index: 1, ok: false }))).toEqual({
    hash,
    status: "in-block",
    block,
    index: 1,
    ok: true,
    reason: null,
    failures: [],
  });
  expect(toJson(Status, showStatus(hash, { type: "dropped", reason: "Replaced" }))).toMatchObject({
    status: "dropped",
    block: null,
    reason: "Replaced",
  });
});
