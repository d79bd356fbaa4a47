import { createHash } from "node:crypto";
import { errors as codec, type Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { type ReportClaims, reportData } from "./report-data.ts";

const field = (byte: string): Hex => `0x${byte.repeat(32)}`;
const claims: ReportClaims = {
  genesis: field("01"),
  role: "miner",
  identity: field("02"),
  signKey: field("03"),
  hpkeKey: field("04"),
  operator: field("05"),
  number: 258,
  hash: field("06"),
};

describe("reportData", () => {
  it("is SHA-512 over the fields in their fixed order and width", () => {
    const hash = createHash("sha512").update("phala/report/v1");
    for (const part of ["01".repeat(32), "01", "02".repeat(32), "03".repeat(32), "04".repeat(32), "05".repeat(32)])
      hash.update(Buffer.from(part, "hex"));
    hash.update(Buffer.from(`00000102${"06".repeat(32)}`, "hex"));
    expect(reportData(claims)).toBe(`0x${hash.digest("hex")}`);
  });

  it("changes with every claim", () => {
    const changes: Partial<ReportClaims>[] = [
      { genesis: field("ff") },
      { role: "gatekeeper" },
      { identity: field("ff") },
      { signKey: field("ff") },
      { hpkeKey: field("ff") },
      { operator: field("ff") },
      { number: 259 },
      { hash: field("ff") },
    ];
    expect(new Set([claims, ...changes].map((change) => reportData({ ...claims, ...change }))).size).toBe(9);
  });

  it("refuses a field that is not 32 bytes", () => {
    expect(() => reportData({ ...claims, signKey: "0x01" })).toThrow(expect.toSatisfy(codec.BadLength.is));
  });
});
