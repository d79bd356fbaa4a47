import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { makeKeyHome } from "./testing/key-home.ts";

const main = `${import.meta.dirname}/main.ts`;
const nowhere = ["--chain", "http://127.0.0.1:9"];

describe("the process ends silently when nobody reads on", () => {
  it.each([
    ["stdout", ["--help"], 0],
    ["stdout", ["completion", "bash"], 0],
    ["stdout", ["contract", "call", "--help"], 0],
    ["stderr", ["tranfer"], 2],
    ["stderr", ["status", ...nowhere], 3],
    ["stderr", ["status", "--json", ...nowhere], 3],
  ] as const)("its %s: pha %j", async (closed, args, code) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    child[closed].destroy();
    const open = closed === "stdout" ? child.stderr : child.stdout;
    const [said, [status]] = await Promise.all([text(open), once(child, "exit")]);
    expect({ said, status }).toEqual({ said: "", status: code });
  });
});

const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

it.skipIf(!hasTerminal)("what a person types at the terminal is not shown", async () => {
  const { env, keys, file } = await makeKeyHome();
  const seed = await file("seed", `0x${"01".repeat(32)}`);
  const line = `"${process.execPath}" "${main}" key import main "${seed}" < /dev/null`;
  const child = spawn("script", ["-qec", line, "/dev/null"], { env: { ...process.env, ...env } });
  let said = "";
  for await (const chunk of child.stdout) {
    said += chunk;
    if (/: $/.test(said)) child.stdin.write("sesame\r");
  }
  expect(said).toMatch(/^New password of main: \s+The same again: \s+account +main/);
  expect(said).not.toContain("sesame");
  expect(await readdir(keys)).toEqual(["main.json"]);
});

it("the process fails when its output is lost otherwise", async () => {
  const line = `"${process.execPath}" "${main}" --help > /dev/full`;
  await expect(promisify(execFile)("bash", ["-c", line])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: the output is lost: .*ENOSPC/),
  });
});
