import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claim } from "./claim.ts";
import { errors } from "./errors.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pha-claim-"));
  file = join(dir, "running.json");
});
afterEach(() => rmSync(dir, { recursive: true }));

it("is refused while another holds it, with process id and URL, and granted afterwards", async () => {
  const first = await claim(file);
  first.setUrl("http://127.0.0.1:9944");
  await expect(claim(file)).rejects.toMatchObject({
    code: errors.AlreadyRunning.code,
    data: { pid: process.pid, url: "http://127.0.0.1:9944" },
  });
  first[Symbol.dispose]();
  expect(existsSync(file)).toBe(false);
  (await claim(file))[Symbol.dispose]();
});

it("is granted over a file that a killed process left, or left half written", async () => {
  for (const left of [JSON.stringify({ pid: process.pid, began: "1", children: {} }), "{"]) {
    writeFileSync(file, left);
    (await claim(file))[Symbol.dispose]();
  }
});

it("is refused where no folder can be", async () => {
  writeFileSync(file, "");
  for (const place of [join(file, "claim.json"), join(file, "below", "claim.json")])
    await expect(claim(place)).rejects.toMatchObject({
      code: errors.BadDataFolder.code,
      data: { folder: dirname(place), reason: expect.stringMatching(/^E[A-Z]+$/) },
    });
});

it("waits for what a killed network left running", async () => {
  const left = spawn(process.execPath, ["-e", "setTimeout(() => {}, 300)"], { detached: true, stdio: "ignore" });
  const first = await claim(file);
  first.note("chain", left.pid as number);
  const killed = { ...JSON.parse(readFileSync(file, "utf8")), pid: process.pid, began: "1" };
  writeFileSync(file, JSON.stringify(killed));
  const ended = once(left, "exit");
  const second = await claim(file);
  expect(left.exitCode ?? (await ended)[0]).toBe(0);
  second[Symbol.dispose]();
});
