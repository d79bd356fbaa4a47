import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readText, root } from "./workspace.ts";

const pages = globSync(
  ["*.md", "docs/**/*.md", "{packages,services,contracts}/*/*.md", "{bench,integration-tests,solidity}/*.md"],
  {
    cwd: root,
  },
);

it.each(pages)("%s links to files that are there", (page) => {
  const links = [...readText(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target as string);
  expect(links.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});
