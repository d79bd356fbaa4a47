/** Code of a Markdown page's blocks in a language, in their order; a block may be indented, as in a list. */
export const codeBlocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, "gm"))].map(([, code = ""]) => code);
