import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { listMembers, readText, root } from "./workspace.ts";

const MAX_LINES = 40;
const run = promisify(execFile);
const packages = listMembers().filter(({ dir }) => dir.startsWith("packages/") || dir.startsWith("services/"));

describe.each(packages.map(({ dir }) => dir))("%s", (dir) => {
  it("has a README, short enough to read", () => {
    expect(existsSync(join(root, dir, "README.md"))).toBe(true);
    const text = readText(`${dir}/README.md`).replace(/<!-- settings -->[\s\S]*<!-- \/settings -->/, "");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(
      dir.startsWith("packages/") ? MAX_LINES : 2 * MAX_LINES,
    );
  });

  if (!dir.startsWith("packages/")) return; // services are run, not imported
  it("has an example in it that runs", { timeout: 30_000 }, async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readText(`${dir}/README.md`))?.[1];
    expect(example).toBeDefined();
    const file = join(root, dir, `readme-example-${process.pid}.ts`);
    writeFileSync(file, example as string);
    try {
      await run(process.execPath, [file], { cwd: root, timeout: 25_000 });
    } finally {
      rmSync(file);
    }
  });
});
