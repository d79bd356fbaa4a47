import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { openSlot } from "./slot.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slots-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("platform slots", () => {
  it("give every holder its own platform, and the same one again after release", async () => {
    const first = await openSlot(folder);
    const second = await openSlot(folder);
    expect([first.index, second.index]).toEqual([0, 1]);
    expect(first.platform.publicKey).not.toBe(second.platform.publicKey);
    await first[Symbol.asyncDispose]();
    await using again = await openSlot(folder);
    expect(again.index).toBe(0);
    expect(again.platform.publicKey).toBe(first.platform.publicKey);
    await second[Symbol.asyncDispose]();
  });

  it("are free again when their process was killed", async () => {
    const module = new URL("./slot.ts", import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then(({ openSlot }) => openSlot(${JSON.stringify(folder)}))
      .then(({ index }) => { console.log(index); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    expect(`${(await once(holder.stdout, "data"))[0]}`).toBe("0\n");
    await using other = await openSlot(folder);
    expect(other.index).toBe(1);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await using freed = await openSlot(folder);
    expect(freed.index).toBe(0);
  });

  it("keep their secret where only its owner reads it", async () => {
    await using slot = await openSlot(folder);
    expect((await stat(join(slot.path, "platform.key"))).mode & 0o777).toBe(0o600);
    expect((await stat(slot.path)).mode & 0o777).toBe(0o700);
  });

  it("refuse a damaged secret rather than make a new identity", async () => {
    const slot = await openSlot(folder);
    await slot[Symbol.asyncDispose]();
    await truncate(join(slot.path, "platform.key"), 31);
    await expect(openSlot(folder)).rejects.toSatisfy(errors.BadPlatform.is);
  });
});
