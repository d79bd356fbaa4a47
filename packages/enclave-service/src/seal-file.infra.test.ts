import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSealed, writeSealed } from "./seal-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealed-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("reads what was written last, and nothing before", async () => {
  const path = join(folder, "share");
  expect(await readSealed(path)).toBeUndefined();
  await writeSealed(path, Uint8Array.of(1, 2, 3));
  await writeSealed(path, Uint8Array.of(4));
  expect(await readSealed(path)).toEqual(Uint8Array.of(4));
  expect(await readdir(folder)).toEqual(["share"]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
