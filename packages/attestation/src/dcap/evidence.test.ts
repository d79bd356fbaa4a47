import { describe, expect, it } from "vitest";
import { makeEvidence } from "../testing/evidence.ts";
import { now, sgxAt, tdAt, toSgx } from "../testing/evidence-plan.ts";
import { confidenceOf } from "./status.ts";
import { verifyHardwareQuote } from "./verify.ts";

type Change = NonNullable<Parameters<typeof makeEvidence>[0]>;
const verdict = (change?: Change) => verifyHardwareQuote(makeEvidence(change));

describe("verifyHardwareQuote", () => {
  it("accepts evidence of another root that is pinned", () => {
    expect(verdict()).toMatchObject({ status: "UpToDate", advisories: [], platform: { ppid: `0x${"77".repeat(16)}` } });
  });

  it.each<[string, Change]>([
    ["an SGX quote of version 3", toSgx],
    ["a TDX quote of version 5, report 1.0", ({ quote }) => Object.assign(quote, { version: 5 })],
    [
      "a TDX quote of version 5, report 1.5",
      ({ quote }) => {
        const report = new Uint8Array(648);
        report.set(quote.report);
        report.set([6, 1, 3], tdAt.teeTcbSvn2);
        Object.assign(quote, { version: 5, bodyType: 3, report });
      },
    ],
    ["a quote without padding", ({ quote }) => Object.assign(quote, { padding: new Uint8Array() })],
    ["the attributes that a trust domain may have", ({ quote }) => quote.report.set([0xd0], tdAt.tdAttributes + 3)],
    ["a module of version 0", ({ quote }) => quote.report.set([6, 0, 3], tdAt.teeTcbSvn)],
    ["revoked certificates of others", ({ crls }) => crls.pck.revoked.push("0xbb", "0x02")],
    ["an empty revocation list", ({ crls }) => Object.assign(crls.pck, { revoked: [] })],
    ["dates to the very millisecond", (plan) => Object.assign(plan.crls.root, { thisUpdate: now, nextUpdate: now })],
  ])("accepts %s", (_, change) => {
    expect(verdict(change).status).toBe("UpToDate");
  });

  it.each<[string, Change, string, string[]]>([
    ["platform", ({ quote }) => quote.report.set([6, 1, 1], tdAt.teeTcbSvn), "OutOfDate", ["INTEL-SA-00002"]],
    ["TDX module", ({ quote }) => quote.report.set([3, 1, 3], tdAt.teeTcbSvn), "OutOfDate", ["INTEL-SA-00001"]],
    ["quoting enclave", ({ quote }) => quote.qeReport.set([3], sgxAt.isvSvn), "OutOfDate", ["INTEL-SA-00003"]],
    [
      "quoting enclave of a platform to be configured",
      ({ quote, tcbInfo }) => {
        quote.qeReport.set([3], sgxAt.isvSvn);
        Object.assign(tcbInfo.tcbLevels[0] ?? {}, {
          tcbStatus: "ConfigurationNeeded",
          advisoryIDs: ["INTEL-SA-00004"],
        });
      },
      "OutOfDateConfigurationNeeded",
      ["INTEL-SA-00004", "INTEL-SA-00003"],
    ],
    [
      "current module of TDX 1.5",
      ({ quote }) => {
        const report = new Uint8Array(648);
        report.set(quote.report);
        report.set([3, 1, 3], tdAt.teeTcbSvn2);
        Object.assign(quote, { version: 5, bodyType: 3, report });
      },
      "OutOfDate",
      ["INTEL-SA-00001"],
    ],
  ])("says so where the %s is out of date", (_, change, status, advisories) => {
    expect(verdict(change)).toMatchObject({ status, advisories });
  });
});

it("confidence is Phala's: by status, and lower by an advisory that is not accepted", () => {
  const of = (status: Parameters<typeof confidenceOf>[0]["status"], advisories: string[] = []) =>
    confidenceOf({ status, advisories }, ["INTEL-SA-00334"]);
  expect([of("UpToDate"), of("SWHardeningNeeded", ["INTEL-SA-1"]), of("ConfigurationNeeded")]).toEqual([1, 2, 3]);
  expect(of("ConfigurationAndSWHardeningNeeded", ["INTEL-SA-00334"])).toBe(3);
  expect(of("ConfigurationAndSWHardeningNeeded", ["INTEL-SA-00334", "INTEL-SA-1"])).toBe(4);
  expect([of("OutOfDate"), of("OutOfDateConfigurationNeeded"), of("Revoked")]).toEqual([5, 5, undefined]);
});
