/** The entry of the process that runs a contract's tests: files in its arguments, counts to its parent. */
import { run } from "node:test";
import { spec } from "node:test/reporters";

const files = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };

const tests = run({ files, concurrency: true });
tests.on("test:pass", ({ name, skip, todo, details }) => {
  if (details.type === "suite" || files.includes(name)) return; // a file is reported as a test when it has none
  if (skip !== undefined || todo !== undefined) counts.skipped++;
  else counts.passed++;
});
tests.on("test:fail", ({ details }) => {
  if (details.type !== "suite") counts.failed++;
});
tests.once("end", () => process.send?.(counts));
tests.compose(new spec()).pipe(process.stdout);
