import { parseArgs } from "node:util";
import { buildPage } from "./build-page.ts";

const usage = `Builds the page that the console serves.

  node services/console/src/build/main.ts --out DIR`;

const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
if (out === undefined) {
  console.error(usage);
  process.exitCode = 1;
} else {
  await buildPage(out);
}
