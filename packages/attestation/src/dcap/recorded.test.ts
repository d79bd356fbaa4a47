import { createRequire } from "node:module";
import { fromHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { dstackAnswer, recorded, recordedAtMs, vector } from "../testing/vectors.ts";
import { readEventLog } from "./dstack-log.ts";
import { replay } from "./event-log.ts";
import { measurementOf } from "./measurement.ts";
import { readQuote } from "./quote.ts";
import { verifyHardwareQuote } from "./verify.ts";

const day = 86_400_000n;

describe("quotes of real hardware", () => {
  it("SGX: verified under Intel's root, with the advisories of its platform", () => {
    expect(verifyHardwareQuote(recorded("sgx"))).toMatchObject({
      status: "ConfigurationAndSWHardeningNeeded",
      advisories: ["INTEL-SA-00289", "INTEL-SA-00615"],
      report: { tee: "sgx" },
      platform: { ppid: "0xd04ec06d4e6d92dc90d0ad3cf5ee2ddf", fmspc: "0x00a067110000", pceSvn: 13 },
    });
  });

  it("TDX: verified under Intel's root, up to date, until the first revocation list ends", () => {
    expect(verifyHardwareQuote(recorded("tdx"))).toMatchObject({
      status: "UpToDate",
      advisories: [],
      report: { tee: "tdx" },
      platform: { ppid: "0x811dca2a26b952e85bb6448b097ba4fd", fmspc: "0xb0c06f000000" },
      expiresMs: BigInt(Date.UTC(2025, 6, 19, 10, 0, 35)),
    });
  });

  it.each([
    ["sgx", 31n],
    ["tdx", 31n],
    ["sgx", -2n],
    ["tdx", -2n],
  ] as const)("%s: refused %i days away from when it was recorded", (tee, days) => {
    const nowMs = recordedAtMs + days * day;
    expect(() => verifyHardwareQuote({ ...recorded(tee), nowMs })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^dcap\.(CrlNotValid|CollateralNotValid)$/) }),
    );
  });

  it("is accepted by Intel's partners' library as well, with the same result", async () => {
    const { verify } = createRequire(import.meta.url)("@phala/dcap-qvl") as typeof import("@phala/dcap-qvl");
    for (const tee of ["sgx", "tdx"] as const) {
      const { quote } = recorded(tee);
      const collateral = JSON.parse(new TextDecoder().decode(vector(`${tee}_quote_collateral.json`)));
      const theirs = verify(Buffer.from(quote), collateral, Number(recordedAtMs / 1_000n));
      const ours = verifyHardwareQuote(recorded(tee));
      expect([theirs.status, theirs.advisory_ids]).toEqual([ours.status, ours.advisories]);
    }
  });

  it("version 5: has the report of TDX 1.5", () => {
    const { version, report } = readQuote(vector("quote_v5.dat"));
    expect(version).toBe(5);
    expect(report.tee === "tdx" && report.body.later).toMatchObject({ mrServiceTd: expect.stringMatching(/^0x383c/) });
  });
});

describe("a machine of dstack", () => {
  const { quote, event_log, report_data } = dstackAnswer();
  const { report } = readQuote(fromHex(`0x${quote}`));
  const events = readEventLog(event_log);

  it("measured the events of its log into RTMR3", () => {
    expect(report.tee === "tdx" && report.body.rtmr[3]).toBe(replay(events));
    expect(report.body.reportData).toBe(`0x${report_data}`);
    expect(events.map(({ event }) => event)).toContain("compose-hash");
  });

  it("measured the digests of the other registers too, whose texts nothing binds", () => {
    const digests = JSON.parse(event_log) as { imr: number; digest: string }[];
    expect(new Set(digests.map(({ imr }) => imr))).toEqual(new Set([0, 1, 2, 3]));
  });

  it("has a measurement that another compose file, order or event changes, and another instance does not", () => {
    const measured = measurementOf(report, events);
    expect(measured).toMatch(/^0x[0-9a-f]{96}$/);
    const changed = (name: string) =>
      events.map((row) => (row.event === name ? { ...row, payload: row.payload.map((byte) => byte ^ 1) } : row));
    for (const log of [changed("compose-hash"), changed("instance-id"), events.slice(1), events.toReversed()])
      expect(() => measurementOf(report, log)).toThrow("does not give the quote's RTMR3");
    if (report.tee !== "tdx") throw new Error("not a trust domain");
    const of = (log: typeof events) => {
      const [a, b, c] = report.body.rtmr;
      return measurementOf({ tee: "tdx", body: { ...report.body, rtmr: [a, b, c, replay(log)] } }, log);
    };
    expect(of(changed("instance-id"))).toBe(measured);
    expect(of(changed("compose-hash"))).not.toBe(measured);
    expect(of(changed("key-provider"))).not.toBe(measured);
  });
});
