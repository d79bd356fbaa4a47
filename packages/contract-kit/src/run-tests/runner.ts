/** The entry of the process that runs a contract's tests: files in its arguments, counts to its parent. */
import { run } from "node:test";
import { spec } from "node:test/reporters";

const files = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };

// A contract that a test leaves open keeps no process: the tests of its file have ended.
const tests = run({ files, concurrency: true, execArgv: ["--test-force-exit"] });
tests.on("test:pass", ({ name, skip, todo, details }) => {
  if (details.type === "suite" || files.includes(name)) return; // a file is reported as a test when it has none
  if (skip !== undefined || todo !== undefined) counts.skipped++;
  else counts.passed++;
});
tests.on("test:fail", ({ details }) => {
  if (details.type !== "suite") counts.failed++;
});
tests.once("end", () => process.send?.(counts));
const report = tests.compose(new spec());
report.pipe(process.stdout);
// A reader that has read enough is no fault: the tests go on, and what they come to is counted.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE") process.exitCode = 1;
  report.unpipe(process.stdout).resume();
});
