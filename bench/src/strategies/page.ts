import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../../../docs/economics.md");
const table = /(<!-- strategies -->\n)[\s\S]*?(\n<!-- \/strategies -->)/;

/** The table of strategies that the documentation has. */
export const tableOnPage = (): string =>
  table.exec(readFileSync(file, "utf8"))?.[0].split("\n").slice(1, -1).join("\n") ?? "";

/** Puts another one there. */
export function writeTable(text: string): void {
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(table, (_, begin: string, end: string) => `${begin}${text}${end}`),
  );
}
