import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeQuote } from "@pha/attestation";
import { recorded } from "@pha/attestation/testing";
import { toHex } from "@pha/codec";
import { afterAll, expect, it } from "vitest";
import { exit } from "../exit.ts";
import { runLine } from "../testing/run-line.ts";

const folder = await mkdtemp(join(tmpdir(), "quotes-"));
afterAll(() => rm(folder, { recursive: true }));
const vectors = fileURLToPath(new URL("../../../attestation/vectors", import.meta.url));

/** Verifies a quote in this file against recorded collateral. */
const verify = (file: string, tee: "sgx" | "tdx", at = "2025-06-19T12:00:00Z") => {
  const collateral = ["--collateral", join(vectors, `${tee}_quote_collateral.json`)];
  return runLine(["attestation", "verify", file, ...collateral, "--at", at, "--json"]);
};

it.each([
  ["sgx", 4, "ConfigurationAndSWHardeningNeeded", ["INTEL-SA-00289", "INTEL-SA-00615"]],
  ["tdx", 1, "UpToDate", []],
] as const)("verifies the recorded %s quote, asking nobody", async (tee, confidence, status, advisories) => {
  const { code, json } = await verify(join(vectors, `${tee}_quote`), tee);
  expect(code).toBe(exit.ok);
  expect(json()).toMatchObject({
    tee,
    confidence,
    status,
    advisories,
    reportData: expect.stringMatching(/^0x[0-9a-f]{128}$/),
  });
});

it("reads hexadecimal digits, dstack's answers and the ledger's calls as well", async () => {
  const digits = Buffer.from(recorded("sgx").quote).toString("hex");
  for (const [name, text] of [
    ["digits", digits],
    ["prefixed", `0x${digits}\n`],
    ["answer", JSON.stringify({ quote: digits, event_log: "[]" })],
    [
      "argument of register_worker",
      toHex(encodeQuote({ type: "V1", value: { type: "Dcap", value: { quote: recorded("sgx").quote, events: [] } } })),
    ],
  ] as const) {
    const file = join(folder, name);
    await writeFile(file, text);
    expect((await verify(file, "sgx")).json()).toMatchObject({ confidence: 4, measurement: expect.any(String) });
  }
});

it("says what is wrong with a quote, and that it was not verified", async () => {
  const changed = recorded("tdx").quote.map((byte, i) => (i === 200 ? byte ^ 1 : byte));
  await writeFile(join(folder, "changed"), changed);
  const cases = [
    [await verify(join(folder, "changed"), "tdx"), "dcap.BadQuoteSignature"],
    [await verify(join(vectors, "tdx_quote"), "tdx", "2025-09-01"), "dcap.CrlNotValid"],
    [await verify(join(vectors, "tdx_quote"), "sgx"), "dcap.WrongCollateral"],
    [await verify(join(vectors, "dstack-quote-report.json"), "tdx"), "dcap.CertificateNotValid"],
  ] as const;
  for (const [{ code, err }, name] of cases)
    expect([code, JSON.parse(err).error.code]).toEqual([exit.unverified, name]);
});

it("says when a file is none", async () => {
  await writeFile(join(folder, "json"), "{}");
  const missing = await verify(join(folder, "missing"), "tdx");
  expect([missing.code, JSON.parse(missing.err).error.code]).toEqual([exit.usage, "cli.FileUnreadable"]);
  const none = await verify(join(folder, "json"), "tdx");
  expect([none.code, JSON.parse(none.err).error.code]).toEqual([exit.usage, "cli.BadQuoteFile"]);
  for (const [text, expected] of [
    ["Dear verifier,", "dcap.UnsupportedQuote"],
    ["0x0400", "dcap.MalformedQuote"],
  ] as const) {
    await writeFile(join(folder, "other"), text);
    const { code, err } = await verify(join(folder, "other"), "tdx");
    expect([code, JSON.parse(err).error.code]).toEqual([exit.usage, expected]);
  }
});

it("says when the collateral is none", async () => {
  const quote = join(vectors, "tdx_quote");
  for (const text of ["Dear verifier,", "[]", '{"tcb_info":7}']) {
    await writeFile(join(folder, "collateral"), text);
    const verifying = ["attestation", "verify", quote, "--collateral", join(folder, "collateral"), "--json"];
    const { code, err } = await runLine(verifying);
    expect([code, JSON.parse(err).error.code]).toEqual([exit.usage, "dcap.MalformedCollateral"]);
  }
});
