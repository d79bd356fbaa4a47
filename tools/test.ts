import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./workspace.ts";

/** One part of `npm test`. */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Runs tests of this vitest project: each counts. */
  readonly project?: string;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  /** What failed, each with where it is and the beginning of its reason. */
  readonly failures: readonly string[];
}

/** A test file in a report of vitest. */
interface TestFile {
  readonly name: string;
  /** Why the file itself failed, outside of its tests. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** Characters of a failure's reason in the summary. */
const MAX_REASON = 600;

const logs = join(root, ".data", "logs", "test");
const bin = join(root, "node_modules", ".bin");
const node = process.execPath;
const steps: readonly Step[] = [
  { name: "lint", command: [join(bin, "biome"), "check", "."] },
  { name: "types", command: [join(bin, "tsc")] },
  { name: "unused", command: [join(bin, "knip")] },
  vitest("unit"),
  vitest("infra"),
  vitest("integration"),
  { name: "generated", command: [node, "tools/generate.ts", "--check"] },
];

// Words that are no step's name choose test files: `npm test -- infra bus`.
const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const chosen = steps.filter(({ name }) => words.includes(name));
const filters = words.filter((word) => !steps.some(({ name }) => name === word));
const wanted =
  chosen.length > 0 ? chosen : steps.filter(({ project }) => filters.length === 0 || project !== undefined);

mkdirSync(logs, { recursive: true });
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) process.on(signal, () => stop.abort());
const results: Result[] = [];
for (const step of wanted) if (!stop.signal.aborted) results.push(await perform(step));
if (!stop.signal.aborted) summarize(results);
else process.exitCode = 1;
if (process.connected) process.disconnect(); // listening to the parent's channel keeps a process alive

function vitest(project: string): Step {
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportOf(project)}`];
  // Units compute; what is on real servers waits half of its time, and whole networks are large.
  const cores = availableParallelism();
  const atOnce = { unit: Math.max(2, cores - 1), infra: cores + 1, integration: 2 }[project] ?? cores;
  const workers = `--maxWorkers=${atOnce}`;
  const command = [join(bin, "vitest"), "run", "--project", project, "--passWithNoTests", workers, ...report];
  return { name: project, project, command };
}

function reportOf(project: string): string {
  return join(logs, `${project}.json`);
}

/** Runs a step, says in one line how it went, and shows the end of its output when it failed. */
async function perform({ name, project, command }: Step): Promise<Result> {
  const log = join(logs, `${name}.log`);
  if (project !== undefined) rmSync(reportOf(project), { force: true });
  const began = performance.now();
  const code = await run([...command, ...(project === undefined ? [] : filters)], log);
  const result =
    project === undefined
      ? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], failures: code === 0 ? [] : [name] }
      : count(project, code);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts =
    project === undefined ? "" : `  ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`;
  console.log(`${result.failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(11)} ${seconds.padStart(6)} s${counts}`);
  if (result.failed > 0)
    console.log(`${readFileSync(log, "utf8").trimEnd().split("\n").slice(-120).join("\n")}\n(all of it: ${log})`);
  return result;
}

function run(command: readonly string[], log: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = openSync(log, "w");
    const stdio = ["ignore", output, output] as const;
    const child = spawn(command[0] as string, command.slice(1), { cwd: root, stdio: [...stdio] });
    closeSync(output);
    const end = () => child.kill();
    stop.signal.addEventListener("abort", end);
    child.once("error", reject);
    child.once("exit", (code) => {
      stop.signal.removeEventListener("abort", end);
      resolve(code ?? 1);
    });
  });
}

/** Counts of a vitest report; a run that failed outside of any test counts as one failure. */
function count(project: string, code: number): Result {
  const outside = { failed: 1, failures: [`${project}: outside of any test`] };
  if (!existsSync(reportOf(project))) return { passed: 0, skipped: [], ...outside };
  const report: { testResults: TestFile[] } = JSON.parse(readFileSync(reportOf(project), "utf8"));
  const tests = report.testResults.flatMap(({ name, message, assertionResults }) => [
    ...assertionResults.map((test) => ({ ...test, file: name })),
    ...(message ? [{ file: name, fullName: "(the file)", status: "failed", failureMessages: [message] }] : []),
  ]);
  const withStatus = (...status: string[]) => tests.filter((test) => status.includes(test.status));
  const failures = withStatus("failed").map(
    ({ file, fullName, failureMessages: [reason = ""] }) =>
      `${relative(root, file)} > ${fullName}: ${stripVTControlCharacters(reason).split("\n    at ")[0]?.slice(0, MAX_REASON)}`,
  );
  return {
    passed: withStatus("passed").length,
    skipped: withStatus("skipped", "pending", "todo").map(({ fullName }) => fullName),
    ...(code !== 0 && failures.length === 0 ? outside : { failed: failures.length, failures }),
  };
}

function summarize(results: readonly Result[]): void {
  const skipped = results.flatMap((result) => result.skipped);
  const left = steps.filter((step) => !wanted.includes(step)).map(({ name }) => name);
  const reasons = [
    ...(left.length > 0 ? [`${left.join(", ")} (not asked for)`] : []),
    ...(spawnSync("docker", ["info"]).status === 0 ? [] : ["containers (no Docker engine answers)"]),
    ...skipped,
  ];
  console.log(`skipped: ${reasons.join("; ") || "nothing"}`);
  const sum = (key: "passed" | "failed") => results.reduce((total, result) => total + result[key], 0);
  for (const { failures } of results) for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  if (sum("failed") > 0) process.exitCode = 1;
}
