import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serviceErrors } from "@pha/api";
import { expect, it } from "vitest";
import { maxAllowed, maxCaBytes } from "../protocol.ts";
import { readHttpSettings } from "./http-settings.ts";

const development = { development: true, title: "Phala development" };
const live = { development: false, title: "Phala" };
const file = join(mkdtempSync(join(tmpdir(), "http-")), "ca.pem");
writeFileSync(file, "authority");

it("servers and an authority are let through on a development network", async () => {
  const config = { httpAllow: ["localhost:8443"], httpCa: file };
  expect(await readHttpSettings(config, development)).toEqual({ allow: ["localhost:8443"], ca: ["authority"] });
});

it("any other starts without them alone, and says which to leave out", async () => {
  expect(await readHttpSettings({ httpAllow: [], httpCa: undefined }, live)).toEqual({ allow: [], ca: [] });
  const told = readHttpSettings({ httpAllow: ["localhost:8443"], httpCa: file }, live);
  await expect(told).rejects.toSatisfy(serviceErrors.BadSettings.is);
  await expect(told).rejects.toThrowError(/MINER_HTTP_ALLOW is for .*\nMINER_HTTP_CA is for .*Phala is none/);
});

it("more than the enclave takes is refused by the setting's name", async () => {
  const many = Array.from({ length: maxAllowed + 1 }, (_, i) => `a${i}.example:443`);
  writeFileSync(file, "é".repeat(maxCaBytes / 2 + 1));
  await expect(readHttpSettings({ httpAllow: many, httpCa: file }, development)).rejects.toThrowError(
    /MINER_HTTP_ALLOW names more than 64 servers\nMINER_HTTP_CA is a file of more than 65536 bytes/,
  );
});
