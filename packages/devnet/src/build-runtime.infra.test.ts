import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "@pha/runtime/spec";
import { codeHash } from "@pha/runtime-host";
import { runtimeCode } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-runtime-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("builds the runtime that networks start with, wherever it is run, and says its hash", async () => {
  const file = join(folder, "runtime.mjs");
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "build-runtime.ts"), "--out", file], {
    cwd: folder,
  });
  const code = await readFile(file);
  expect(code.equals(await runtimeCode())).toBe(true);
  expect(stdout).toContain(`version ${version.spec_version},`);
  expect(stdout).toContain(codeHash(code));
  expect(stdout).toContain(`${code.length} bytes`);

  const again = await run(process.execPath, [
    join(import.meta.dirname, "build-runtime.ts"),
    ...["--code", file, "--json"],
  ]);
  expect(JSON.parse(again.stdout)).toEqual({
    ...{ specName: version.spec_name, specVersion: version.spec_version },
    ...{ transactionVersion: version.transaction_version, codeHash: codeHash(code), bytes: code.length },
  });
});
