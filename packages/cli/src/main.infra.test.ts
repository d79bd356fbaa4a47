import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
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

describe("who waits is told what for, and may end it", () => {
  const pha = join(import.meta.dirname, "../../../pha");
  /** Begins a command, interrupts it as a terminal does once it has said something, and gives what it said and its exit code. */
  async function interrupted(...args: string[]) {
    const child = spawn(pha, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
    let said = "";
    for await (const chunk of child.stderr) {
      if (said === "") process.kill(-(child.pid as number), "SIGINT");
      said += chunk;
    }
    if (child.exitCode === null) await once(child, "exit");
    return { said, code: child.exitCode };
  }

  it("of a service that does not answer", async () => {
    await using server = createServer((socket) => void socket.resume()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await interrupted("status", "--chain", url)).toEqual({ said: `… asking ${url}\n`, code: 130 });
  });

  it("of the tests of a contract", async () => {
    const { file } = await makeKeyHome();
    const folder = dirname(await file("a.test.mjs", "setInterval(() => {}, 1_000); await new Promise(() => {});"));
    expect(await interrupted("contract", "test", folder)).toEqual({
      said: `… testing ${folder}: types are checked, then its tests run\n`,
      code: 130,
    });
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

it.each([
  ["--help", /^error: The output is lost: .*\(reason: ENOSPC\)\n {2}code cli\.OutputLost\n$/],
  ["account show //Alice --json", /^\{"error":\{"message":"The output is lost.*","code":"cli\.OutputLost"\}\}\n$/],
])("the process fails when its output is lost otherwise: pha %s", async (args, told) => {
  const line = `"${process.execPath}" "${main}" ${args} > /dev/full`;
  await expect(promisify(execFile)("bash", ["-c", line])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(told),
  });
});
