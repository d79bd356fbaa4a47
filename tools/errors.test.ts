import { dirname } from "node:path";
import { expect, it } from "vitest";
import { type CatalogueRow, listErrors } from "./catalogues.ts";
import { isTest, listMembers, listSources, readText } from "./workspace.ts";

const rows = await listErrors();

it("has every module's catalogue in one file", () => {
  const files = Map.groupBy(rows, ({ module }) => module);
  const split = [...files].filter(([, of]) => new Set(of.map(({ file }) => file)).size > 1).map(([module]) => module);
  expect(split).toEqual([]);
});

it("has no error that nothing throws", () => {
  const isOurs = (file: string) => !isTest(file) || file.startsWith("packages/testkit/");
  const texts = new Map(
    listMembers()
      .flatMap(listSources)
      .filter(isOurs)
      .map((file) => [file, readText(file)]),
  );
  /** A pallet throws its errors as `errors.X()`; whoever else does names the pallet. */
  const useOf = ({ file, name, pallet }: CatalogueRow, at: string) => {
    if (pallet === undefined) return new RegExp(`\\.${name}\\b`);
    return dirname(at) === dirname(file)
      ? new RegExp(`\\b${name}\\(`)
      : new RegExp(`\\b${pallet}\\.errors\\.${name}\\b`);
  };
  const isUsed = (row: CatalogueRow) =>
    [...texts].some(([file, text]) => file !== row.file && useOf(row, file).test(text));
  /** A storage item throws it when a value is too long. */
  const isOverflow = (name: string, catalogue: string) => texts.get(catalogue)?.includes(`overflow: "${name}"`);
  const unused = rows.filter((row) => !isUsed(row) && !isOverflow(row.name, row.file));
  expect(unused.map(({ maker }) => maker.code)).toEqual([]);
});
