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
  const texts = new Map(
    listMembers().map(({ dir, ...rest }) => {
      const sources = listSources({ dir, ...rest }).filter((file) => !isTest(file) || dir.endsWith("testkit"));
      return [
        dir,
        sources
          .filter((file) => !file.endsWith("/errors.ts"))
          .map(readText)
          .join("\n"),
      ] as const;
    }),
  );
  const unused = rows.filter(({ file, name }) => {
    const text = texts.get(file.split("/").slice(0, 2).join("/")) ?? "";
    return !new RegExp(`[eE]rrors\\.${name}\\b`).test(text);
  });
  expect(unused.map(({ maker }) => maker.code)).toEqual([]);
});
