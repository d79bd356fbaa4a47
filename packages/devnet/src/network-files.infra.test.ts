import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "@pha/enclave";
import { chainSpecFromJson } from "@pha/runtime/spec";
import { afterEach, beforeEach, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { beginNetwork, buildNetwork, makeBlueprint, readBlueprint, writeBlueprint } from "./network-files.ts";

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

it("names a sudo account unless it is told to name none", async () => {
  const keyOf = async (folder: string, withoutSudo: boolean) => {
    const { spec } = await buildNetwork(join(dir, folder), { withoutSudo });
    return chainSpecFromJson(JSON.parse(readFileSync(spec, "utf8"))).genesis.sudo?.key;
  };
  expect(await keyOf("with", false)).toMatch(/^0x/);
  expect(await keyOf("without", true)).toBeUndefined();
});

it("begins every network with a genesis of its own, unless it is given the salt of another", async () => {
  const saltOf = ({ spec }: { readonly spec: string }) =>
    chainSpecFromJson(JSON.parse(readFileSync(spec, "utf8"))).genesis.system?.salt;
  const [first, second] = [await buildNetwork(join(dir, "1")), await buildNetwork(join(dir, "2"))];
  expect(saltOf(first)).toMatch(/^0x[0-9a-f]{64}$/);
  expect(saltOf(second)).not.toBe(saltOf(first));
  const again = await buildNetwork(join(dir, "3"), { salt: saltOf(first) });
  expect(readFileSync(again.spec)).toEqual(readFileSync(first.spec));
  expect(await buildNetwork(join(dir, "1"))).toEqual(first);
  await expect(buildNetwork(join(dir, "1"), { salt: saltOf(second) })).rejects.toMatchObject({
    data: { changed: "the chain spec" },
  });
});

it("writes a blueprint that any number of networks begin with", async () => {
  writeBlueprint(join(dir, "blueprint"), await makeBlueprint({ network: "khala" }));
  const blueprint = readBlueprint(join(dir, "blueprint"));
  const [one, other] = [beginNetwork(join(dir, "1"), blueprint), beginNetwork(join(dir, "2"), blueprint)];
  expect(readFileSync(one.spec)).not.toEqual(readFileSync(other.spec));
  expect(readFileSync(one.miner)).toEqual(readFileSync(other.miner));
  expect(beginNetwork(join(dir, "1"), blueprint)).toEqual(one);
  expect(await buildNetwork(join(dir, "1"), { network: "khala" })).toEqual(one);
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
