import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLine } from "../packages/cli/src/testing/run-line.ts";
import { readText, root } from "./workspace.ts";

const usages: Record<string, { readonly call: string; readonly help: string }> = JSON.parse(
  readText("tools/usage.json"),
);
const start = "packages/devnet/src/main.ts";
const bench = "bench/src/main.ts";
const fuzz = "services/chain/src/testing/fuzz/main.ts";

/** A clone in which nothing is installed, on a machine that cannot install. */
const clone = mkdtempSync(join(tmpdir(), "pha-clone-"));
beforeAll(() => {
  for (const file of ["bootstrap.mjs", "pnpm.mjs", "relock.mjs", "usage.mjs", "usage.json"])
    cpSync(join(root, "tools", file), join(clone, "tools", file));
  for (const file of ["pha", "package.json", "packages/cli/package.json", "tools/pha-help.mjs", "tools/pha-help.json"])
    cpSync(join(root, file), join(clone, file));
});
afterAll(() => rmSync(clone, { recursive: true }));

const run = (script: string, ...args: string[]) => runFile(join("tools", script), ...args);

function runFile(file: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, file), ...args], {
    encoding: "utf8",
    env: { PATH: "/nowhere" },
    cwd: clone,
  });
  return { status, stdout, stderr };
}

describe("before anything is installed", () => {
  it.each(Object.entries(usages))("%s says what it is for", (file, { help }) => {
    for (const flag of ["--help", "-h"])
      expect(run("bootstrap.mjs", file, flag)).toEqual({ status: 0, stdout: `${help}\n`, stderr: "" });
    expect(existsSync(join(clone, "node_modules"))).toBe(false);
  });

  it("bench says what there is when it is told nothing, and relock what it does", () => {
    expect(run("bootstrap.mjs", bench)).toMatchObject({ status: 0, stdout: `${usages[bench]?.help}\n` });
    expect(run("relock.mjs", "--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("lock file") });
  });

  it.each<[string, string, string[], string]>([
    ["an unknown option", start, ["--mienrs", "3"], "npm start: there is no --mienrs."],
    ["an option without its value", start, ["--miners"], "npm start: --miners must be a whole number from 0 to 64."],
    ["an option for a value", start, ["--miners", "--fresh"], "--miners must be a whole number from 0 to 64"],
    ["a word for a number", start, ["--miners", "many"], '--miners must be a whole number from 0 to 64, not "many"'],
    ["a number out of bounds", start, ["--chains=9"], '--chains must be a whole number from 1 to 8, not "9"'],
    ["an unknown choice", start, ["--network", "kusama"], "--network must be one of phala, khala"],
    ["half a salt", start, ["--salt", "0x12"], "--salt must be 0x and 64 hexadecimal digits"],
    ["a value for a flag", start, ["--fresh=yes"], "--fresh takes no value"],
    ["a stray word", start, ["3"], 'npm start: it takes no "3"'],
    [
      "an unknown command",
      bench,
      ["ledgers"],
      'npm run bench does not know "ledgers", only contracts, ledger, queries, engine, starts, keys, weights',
    ],
    ["a command's option", bench, ["ledger", "--transfers", "0"], "npm run bench ledger: --transfers must be a whole"],
    ["no time at all", fuzz, ["--minutes", "0"], "--minutes must be a number above 0"],
    ["what is missing", "services/chain/src/export/main.ts", [], "npm run export-state needs --out"],
    ["an option of another tool", "tools/test.ts", ["--watch"], "npm test: there is no --watch"],
  ])("%s is refused", (_, file, args, problem) => {
    const { status, stderr } = run("bootstrap.mjs", file, ...args);
    expect(stderr).toContain(problem);
    expect(stderr).toContain("--help shows what there is.");
    expect(status).toBe(1);
  });

  it("what can be run is not refused: installing comes next", () => {
    for (const args of [
      [],
      ["--miners", "3", "--data-dir", "x", "--chain-only"],
      ["--fresh", "--without-sudo", "--salt", `0x${"0a".repeat(32)}`],
    ])
      expect(run("bootstrap.mjs", start, ...args).stderr).not.toContain("--help shows");
    for (const minutes of ["1", "0.5", "10"])
      expect(run("bootstrap.mjs", fuzz, "--minutes", minutes).stderr).not.toContain("--help shows");
    expect(run("bootstrap.mjs", "tools/test.ts", "infra", "bus").stderr).not.toContain("--help shows");
  });

  it.each([
    ["--help", ""],
    ["-h --json", ""],
    ["--chain http://a.test contract call --help", "contract call"],
    ["contract call latest bid --from //Bob -h", "contract call"],
    ["contract --help", "contract"],
    ["help key new", "key new"],
  ])("pha %s says what pha itself says", async (line, words) => {
    const told = await runLine(
      [...words.split(" "), "--help"].filter((word) => word !== ""),
      {
        program: "./pha",
      },
    );
    expect(runFile("pha", ...line.split(" "))).toEqual({ status: 0, stdout: `${told.out}\n`, stderr: "" });
  });

  it.each([
    ["tools", "/nowhere", "../pha"],
    ["packages/cli", "/nowhere", "../../pha"],
    ["/", "/nowhere", join(clone, "pha")],
    ["/", clone, "pha"],
  ])("pha in %s, with a PATH of %s, is called %s", (cwd, PATH, name) => {
    const ask = (...args: string[]) =>
      spawnSync(process.execPath, [join(clone, "pha"), ...args], {
        cwd: resolve(clone, cwd),
        env: { PATH },
        encoding: "utf8",
      });
    expect(ask("key", "new", "--help").stdout).toMatch(`Usage: ${name} key new`);
    expect(ask("key", "new", "--help").stdout).toContain(`  ${name} key new main\n`);
  });

  it("pha says its version; what asks for something else is run", async () => {
    expect(runFile("pha", "--version").stdout).toBe(`${(await runLine("--version")).out}\n`);
    for (const line of ["status", "tranfer --help", "transfer //Bob 1 --from --help", "contract call a b -- --help"])
      expect(runFile("pha", ...line.split(" "))).toMatchObject({ status: 1, stdout: "" });
    expect(existsSync(join(clone, "node_modules"))).toBe(false);
  });
});
