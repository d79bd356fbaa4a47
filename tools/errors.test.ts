import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { type CatalogueRow, listErrors } from "./catalogues.ts";
import { isTest, listMembers, listSources, readText } from "./workspace.ts";

const rows = await listErrors();

it("has every module's catalogue in one file", () => {
  const files = Map.groupBy(rows, ({ module }) => module);
  const split = [...files].filter(([, of]) => new Set(of.map(({ file }) => file)).size > 1).map(([module]) => module);
  expect(split).toEqual([]);
});

it("has the rows of a catalogue in the order of their indices", () => {
  // Those of a pallet stand in the metadata as they are written: another order is another spec_version.
  const catalogues = rows.filter(({ pallet }) => pallet === undefined);
  for (const [module, of] of Map.groupBy(catalogues, ({ module }) => module)) {
    const indices = of.map(({ maker }) => maker.spec.index);
    expect(indices, module).toEqual(indices.toSorted((a, b) => a - b));
  }
});

it("says where to look for what there is, where something that was named is not there", () => {
  const faces = ["chain-api", "gatekeeper", "service-kit"];
  const missing = rows.filter(
    ({ module, name, maker }) =>
      faces.includes(module) && maker.spec.kind === "not-found" && /^Unknown|NotFound$/.test(name),
  );
  expect(missing.length).toBeGreaterThan(7);
  for (const { maker } of missing) expect(maker.spec.doc, maker.code).toMatch(/\/v1\/|\/docs|GET \/ /);
});

it("has no error that nothing throws", () => {
  const isOurs = (file: string) => !isTest(file) || file.startsWith("packages/testkit/");
  const texts = new Map(
    listMembers()
      .flatMap(listSources)
      .filter(isOurs)
      .map((file) => [file, readText(file)]),
  );
  /** What several pallets are made of: their contract, and beside it their code. */
  const contractOf = (file: string) => {
    const [, folder] = /from "\.\.\/([\w-]+)\/contract\.ts"/.exec(texts.get(file) ?? "") ?? [];
    return folder && join(dirname(dirname(file)), folder, "contract.ts");
  };
  /** A pallet throws its errors as `errors.X()`; whoever else does names the pallet. */
  const useOf = ({ file, name, pallet }: CatalogueRow, at: string) => {
    if (pallet === undefined) return new RegExp(`\\.${name}\\b`);
    return [file, contractOf(file)].some((home) => home !== undefined && dirname(at) === dirname(home))
      ? new RegExp(`\\b${name}\\(`)
      : new RegExp(`\\b${pallet}\\.errors\\.${name}\\b`);
  };
  const isUsed = (row: CatalogueRow) =>
    [...texts].some(([file, text]) => file !== row.file && useOf(row, file).test(text));
  /** A storage item throws it when a value is too long. */
  const isOverflow = (name: string, catalogue: string) =>
    [catalogue, contractOf(catalogue) ?? ""].some((file) => texts.get(file)?.includes(`overflow: "${name}"`));
  const unused = rows.filter((row) => !isUsed(row) && !isOverflow(row.name, row.file));
  expect(unused.map(({ maker }) => maker.code)).toEqual([]);
});
