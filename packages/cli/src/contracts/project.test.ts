import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "@pha/codec";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { Project, parseContractName } from "./project.ts";

const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const [here, elsewhere] = [word("aa"), word("bb")];
const known = (byte: string) => ({ contract: word(byte), codeHash: word("cc") });

let place: string;
let folder: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "pha-project-"));
});
beforeEach(async () => {
  folder = await mkdtemp(join(place, "p-"));
  await writeFile(join(folder, "package.json"), "{}");
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe("a project folder", () => {
  it("remembers its newest contract and names, by network", async () => {
    const project = new Project(folder);
    await project.add(here, known("01"), "auction");
    await project.add(here, known("02"), undefined);
    await project.add(elsewhere, known("03"), "auction");
    expect(await project.latest(here)).toEqual(known("02"));
    expect(await project.named(here, "auction")).toEqual(known("01"));
    expect(await project.named(elsewhere, "auction")).toEqual(known("03"));
    expect([...(await project.names(here))]).toEqual([[word("01"), "auction"]]);
    expect(await project.add(here, known("04"), "auction")).toEqual(known("01"));
    expect(await project.named(here, "auction")).toEqual(known("04"));
  });

  it.runIf(process.getuid?.() === 0)("of another user is not believed, nor written to", async () => {
    const nobody = 65_534;
    for (const path of [".pha/contracts.json", ".pha"]) {
      const project = new Project(await mkdtemp(join(place, "foreign-")));
      await project.add(here, known("01"), "auction");
      await chown(join(project.file, "../..", path), nobody, nobody);
      const acts = [
        () => project.latest(here),
        () => project.named(here, "auction"),
        () => project.add(here, known("02"), "x"),
      ];
      for (const act of acts) await expect(act()).rejects.toSatisfy(errors.ForeignProject.is);
    }
  });

  it("knows where its contracts were built, wherever the command ran", async () => {
    const project = new Project(folder);
    expect(await project.folders()).toEqual([]);
    await project.add(here, { ...known("01"), folder: join(folder, "auction") }, "auction");
    await project.add(here, { ...known("02"), folder: join(place, "other") }, undefined);
    await project.add(elsewhere, known("03"), undefined);
    expect(await project.folders()).toEqual([join(place, "other"), join(folder, "auction")]);
  });

  it("is the nearest one upwards, also for what is deployed further down", async () => {
    const below = join(folder, "src", "deep");
    await mkdir(below, { recursive: true });
    await new Project(below).add(here, known("01"), "auction");
    expect(JSON.parse(await readFile(join(folder, ".pha", "contracts.json"), "utf8"))).toHaveProperty(here);
    expect(await new Project(folder).named(here, "auction")).toEqual(known("01"));
  });

  it("knows nothing of what it did not deploy; a name of another network is said to be one", async () => {
    const project = new Project(folder);
    expect(await project.latest(here)).toBeUndefined();
    await expect(project.named(here, "auction")).rejects.toSatisfy(errors.UnknownContractName.is);
    await project.add(elsewhere, known("03"), "auction");
    await expect(project.named(here, "auction")).rejects.toSatisfy(errors.OtherNetwork.is);
    expect(await project.latest(here)).toBeUndefined();
    await expect(project.named(elsewhere, "constructor")).rejects.toSatisfy(errors.UnknownContractName.is);
    await expect(project.named(elsewhere, "aution")).rejects.toThrow("near: auction, known: auction");
    await expect(project.named(here, "lastest")).rejects.toThrow("near: latest, known: none");
  });

  it.each([
    "{",
    "null",
    "[1]",
    `{"${here}":{}}`,
    `{"${here}":{"latest":{"contract":"0x00","codeHash":"0x00"},"names":{}}}`,
  ])("does not guess at a file that it did not write: %s", async (text) => {
    await mkdir(join(folder, ".pha"));
    await writeFile(join(folder, ".pha", "contracts.json"), text);
    await expect(new Project(folder).latest(here)).rejects.toSatisfy(errors.ProjectUnreadable.is);
  });
});

it.each(["", "latest", "0x12", "a b", "-a", "a/b", "x".repeat(65)])("%j is no name of a contract", (name) => {
  expect(() => parseContractName(name)).toThrow(expect.toSatisfy(errors.BadContractName.is));
});
