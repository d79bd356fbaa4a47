import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks } from "../packages/testkit/src/markdown.ts";
import { listMembers, readText, root } from "./workspace.ts";

const MAX_LINES = 40;
const run = promisify(execFile);
const members = listMembers().map(({ dir }) => dir);
const packages = members.filter((dir) => dir.startsWith("packages/"));
const services = members.filter((dir) => dir.startsWith("services/"));

describe.each([...packages, ...services])("%s", (dir) => {
  it("has a README, short enough to read", () => {
    expect(existsSync(join(root, dir, "README.md"))).toBe(true);
    const text = readText(`${dir}/README.md`).replace(/<!-- settings -->[\s\S]*<!-- \/settings -->/, "");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(
      dir.startsWith("packages/") ? MAX_LINES : 2 * MAX_LINES,
    );
  });
});

// Services are run, not imported. One process runs the examples one after another: most of their time is loading.
describe("the example of each package's README", () => {
  const examples = packages.map((dir) => ({
    dir,
    file: join(root, dir, `readme-example-${process.pid}.ts`),
    text: codeBlocks(readText(`${dir}/README.md`), "ts")[0],
  }));
  const folder = mkdtempSync(join(tmpdir(), "pha-readmes-"));
  const report = join(folder, "report.json");
  let outcomes: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    for (const { file, text = "" } of examples) writeFileSync(file, text);
    const runner = join(folder, "runner.mjs");
    const script = `
      import { writeFileSync } from "node:fs";
      const outcomes = {};
      for (const file of ${JSON.stringify(examples.map(({ file }) => file))}) {
        outcomes[file] = await import(file).then(() => "ran", (error) => String(error?.stack ?? error));
        writeFileSync(${JSON.stringify(report)}, JSON.stringify(outcomes));
      }`;
    writeFileSync(runner, script);
    await run(process.execPath, [runner], { cwd: root, timeout: 110_000 });
    outcomes = JSON.parse(readFileSync(report, "utf8"));
  }, 120_000);
  afterAll(() => {
    for (const { file } of examples) rmSync(file, { force: true });
    rmSync(folder, { recursive: true });
  });

  it.each(examples)("runs: $dir", ({ file, text }) => {
    expect(text).toBeDefined();
    expect(outcomes[file]).toBe("ran");
  });
});
