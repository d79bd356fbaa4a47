import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

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

it("the process fails when its output is lost otherwise", async () => {
  const line = `"${process.execPath}" "${main}" --help > /dev/full`;
  await expect(promisify(execFile)("bash", ["-c", line])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: the output is lost: .*ENOSPC/),
  });
});
