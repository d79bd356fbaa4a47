import { globSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { readText, root } from "./workspace.ts";

const pages = globSync("docs/decisions/*.md", { cwd: root }).sort();
const numberOf = (page: string): string => basename(page).slice(0, 4);

it("decisions are numbered one after another", () => {
  expect(pages.map(numberOf)).toEqual(pages.map((_, i) => String(i + 1).padStart(4, "0")));
});

it.each(pages)("%s has the number of its file in its title", (page) => {
  expect(readText(page)).toMatch(new RegExp(`^# ${numberOf(page)} \\S`));
});
