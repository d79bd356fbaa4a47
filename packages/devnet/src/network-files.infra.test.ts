import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "@pha/enclave";
import { chainSpecFromJson } from "@pha/runtime/spec";
import { afterEach, beforeEach, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { buildNetwork } from "./network-files.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pha-network-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("writes programs without imports and a spec that allows their measurements", async () => {
  const files = await buildNetwork(dir, { network: "khala", validators: 3, gatekeepers: 5 });
  const spec = chainSpecFromJson(JSON.parse(readFileSync(files.spec, "utf8")));
  expect(spec).toMatchObject({ name: "khala", genesis: { gatekeepers: { size: 5, threshold: 3 } } });
  expect(spec.genesis.validators?.set).toHaveLength(3);
  expect(
    spec.genesis.attestation?.policy.measurements.map(({ role, measurement }) => [role.type, measurement]),
  ).toEqual([
    ["Gatekeeper", measure(readFileSync(files.gatekeeper))],
    ["Miner", measure(readFileSync(files.miner))],
  ]);
});

it("takes spec and runtime from an export, and refuses a folder that has none", async () => {
  const from = join(dir, "exported");
  await expect(buildNetwork(join(dir, "next"), { from })).rejects.toMatchObject({ code: errors.NoExport.code });
  mkdirSync(from);
  writeFileSync(join(from, "spec.json"), "{}");
  writeFileSync(join(from, "runtime.mjs"), "export {}");
  const files = await buildNetwork(join(dir, "next"), { from });
  expect(await buildNetwork(join(dir, "next"), { from })).toEqual(files);
  expect([readFileSync(files.spec, "utf8"), readFileSync(files.runtime, "utf8")]).toEqual(["{}", "export {}"]);
  expect(readFileSync(files.miner).length).toBeGreaterThan(0);
});

it("keeps a folder that holds the same network, and touches none that holds another", async () => {
  const files = await buildNetwork(dir);
  const before = readFileSync(files.spec, "utf8");
  expect(await buildNetwork(dir)).toEqual(files);
  await expect(buildNetwork(dir, { network: "khala" })).rejects.toMatchObject({
    code: errors.NetworkChanged.code,
    data: { changed: "the chain spec" },
  });
  appendFileSync(files.miner, "\n");
  writeFileSync(files.runtime, "export {}");
  await expect(buildNetwork(dir)).rejects.toMatchObject({
    data: { changed: "the runtime and the miners' enclave program" },
  });
  expect(readFileSync(files.spec, "utf8")).toBe(before);
  expect(readFileSync(files.runtime, "utf8")).toBe("export {}");
});
