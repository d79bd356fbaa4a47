import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { replaceFolder } from "./replace-folder.ts";

const place = mkdtempSync(join(tmpdir(), "replaced-"));
const dist = join(place, "dist");
afterAll(() => rmSync(place, { recursive: true }));
beforeEach(() => {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  writeFileSync(join(dist, "old"), "old");
});

it("has what was made, and nothing of what was there", () => {
  replaceFolder(dist, (fresh) => writeFileSync(join(fresh, "new"), "new"));
  expect([readdirSync(place), readdirSync(dist)]).toEqual([["dist"], ["new"]]);
});

it("is the last one's of two that are made at the same time", () => {
  replaceFolder(dist, (first) => {
    replaceFolder(dist, (second) => writeFileSync(join(second, "second"), ""));
    writeFileSync(join(first, "first"), "");
  });
  expect([readdirSync(place), readdirSync(dist)]).toEqual([["dist"], ["first"]]);
});

it("what a killed process left beside it is removed when it is old, and left to who may be making it otherwise", () => {
  for (const name of ["dist.new-old", "dist.new-young"]) mkdirSync(join(place, name));
  utimesSync(join(place, "dist.new-old"), 0, 0);
  replaceFolder(dist, () => {});
  expect(readdirSync(place)).toEqual(["dist", "dist.new-young"]);
  rmSync(join(place, "dist.new-young"), { recursive: true });
});

it("stays as it was while another is made, and when that fails", () => {
  const failing = () =>
    replaceFolder(dist, (fresh) => {
      writeFileSync(join(fresh, "half"), "");
      expect(readFileSync(join(dist, "old"), "utf8")).toBe("old");
      throw new Error("it does not compile");
    });
  expect(failing).toThrow("it does not compile");
  expect([readdirSync(place), readdirSync(dist)]).toEqual([["dist"], ["old"]]);
});
