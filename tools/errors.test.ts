import { expect, it } from "vitest";
import { listErrors } from "./catalogues.ts";
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
  const isUsed = (name: string, catalogue: string) =>
    [...texts].some(([file, text]) => file !== catalogue && new RegExp(`\\.${name}\\b`).test(text));
  /** A storage item throws it when a value is too long. */
  const isOverflow = (name: string, catalogue: string) => texts.get(catalogue)?.includes(`overflow: "${name}"`);
  const unused = rows.filter(({ file, name }) => !isUsed(name, file) && !isOverflow(name, file));
  expect(unused.map(({ maker }) => maker.code)).toEqual([]);
});
