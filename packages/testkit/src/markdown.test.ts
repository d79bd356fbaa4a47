import { expect, it } from "vitest";
import { codeBlocks } from "./markdown.ts";

const page = `
\`\`\`sh
one
two
\`\`\`

\`\`\`sh compose
other
\`\`\`

- in a list:

  \`\`\`sh
  three
  \`\`\`
- \`\`\`ts
`;

it("finds a page's blocks in exactly the language, indented ones too", () => {
  expect(codeBlocks(page, "sh")).toEqual(["one\ntwo\n", "  three\n"]);
  expect(codeBlocks(page, "sh compose")).toEqual(["other\n"]);
  expect(codeBlocks(page, "ts")).toEqual([]);
});
