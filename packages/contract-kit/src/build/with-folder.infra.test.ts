import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { withFolder } from "./with-folder.ts";

const module = new URL("./with-folder.ts", import.meta.url).href;
const program = `
  const { withFolder } = await import(${JSON.stringify(module)});
  await withFolder("pha-test-", async (folder) => {
    console.log(folder);
    await new Promise((end) => setTimeout(end, 600_000));
  });`;

it("a temporary folder is gone when its work is done, and when that fails", async () => {
  let seen = "";
  const work = withFolder("pha-test-", async (folder) => {
    seen = folder;
    expect(existsSync(folder)).toBe(true);
    throw new Error("no");
  });
  await expect(work).rejects.toThrow("no");
  expect(existsSync(seen)).toBe(false);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "it is gone when %s ends the process, and that ends",
  async (signal) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const folder = String(line).trim();
    expect(existsSync(folder)).toBe(true);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([null, signal]);
    expect(existsSync(folder)).toBe(false);
  },
);
