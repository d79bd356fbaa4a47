import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maxCheckpointParts } from "@pha/limits";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openCheckpoints } from "./checkpoint-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
});
afterEach(() => rm(folder, { recursive: true }));

const contract = `0x${"c1".repeat(32)}` as const;
const name = `${"c1".repeat(32)}.sealed`;
const notKept = expect.objectContaining({ code: "enclave-service.NotKept" });
const piece = (byte: number, length = 5) => new Uint8Array(length).fill(byte);
const partsOf = (bytes: readonly Uint8Array[], of = contract) =>
  bytes.map((one, part) => ({ contract: of, part, isLast: part === bytes.length - 1, bytes: one }));

it("reads the parts that were written, and nothing before and behind", async () => {
  await using files = openCheckpoints(join(folder, "new"));
  expect(await files.read(contract, 0)).toBeUndefined();
  for (const part of partsOf([piece(1), piece(2, 70_000), piece(3, 1)])) await files.keep(part);
  expect(await files.read(contract, 0)).toEqual(piece(1));
  expect(await files.read(contract, 1)).toEqual(piece(2, 70_000));
  expect(await files.read(contract, 2)).toEqual(piece(3, 1));
  expect(await files.read(contract, 3)).toBeUndefined();
});

it("has the one before until the last part of the next is written, whenever it ends", async () => {
  {
    await using files = openCheckpoints(folder);
    for (const part of partsOf([piece(1), piece(2)])) await files.keep(part);
    const [begun] = partsOf([piece(8), piece(9)]);
    if (begun) await files.keep(begun);
  }
  await using files = openCheckpoints(folder);
  expect(await files.read(contract, 0)).toEqual(piece(1));
  for (const part of partsOf([piece(8)])) await files.keep(part);
  expect([await files.read(contract, 0), await files.read(contract, 1)]).toEqual([piece(8), undefined]);
  expect(await readdir(folder)).toEqual([name]);
});

it("reads nothing of a part that the file does not hold whole", async () => {
  await using files = openCheckpoints(folder);
  for (const part of partsOf([piece(1), piece(2)])) await files.keep(part);
  await truncate(join(folder, name), 15);
  expect([await files.read(contract, 0), await files.read(contract, 1)]).toEqual([piece(1), undefined]);
  await writeFile(join(folder, name), "x");
  expect(await files.read(contract, 0)).toBeUndefined();
});

it("refuses parts out of turn, of any contract by itself", async () => {
  await using files = openCheckpoints(folder);
  const [first, second] = partsOf([piece(1), piece(2)]);
  const [other] = partsOf([piece(3)], `0x${"c2".repeat(32)}`);
  if (!first || !second || !other) return expect.fail();
  await expect(files.keep(second)).rejects.toThrowError(notKept);
  await files.keep(first);
  await files.keep(other);
  await expect(files.keep({ ...second, part: 2 })).rejects.toThrowError(notKept);
  await files.keep(second);
  await expect(files.keep(second)).rejects.toThrowError(notKept);
  expect(await files.read(contract, 1)).toEqual(piece(2));
});

it("refuses more parts than a checkpoint may have, and has the one before", async () => {
  await using files = openCheckpoints(folder);
  for (const part of partsOf([piece(1)])) await files.keep(part);
  const parts = partsOf(Array.from({ length: maxCheckpointParts + 1 }, () => piece(2)));
  for (const part of parts.slice(0, -1)) await files.keep(part);
  for (const part of parts.slice(-1)) await expect(files.keep(part)).rejects.toThrowError(notKept);
  expect(await files.read(contract, 0)).toEqual(piece(1));
});

it("tells of a disk that takes nothing and gives nothing, and goes on when it does", async () => {
  const full = join(folder, "full");
  await writeFile(full, "");
  await using files = openCheckpoints(full);
  const [part] = partsOf([piece(1)]);
  if (!part) return expect.fail();
  await expect(files.keep(part)).rejects.toMatchObject({
    code: "enclave-service.DiskRefuses",
    data: { folder: full, reason: "EEXIST" },
  });
  await expect(files.read(contract, 0)).rejects.toMatchObject({
    code: "enclave-service.DiskRefuses",
    data: { folder: full, reason: "ENOTDIR" },
  });
  await rm(full);
  await files.keep(part);
  expect(await files.read(contract, 0)).toEqual(piece(1));
});

it("keeps those of no more contracts than a cluster may have", async () => {
  await using files = openCheckpoints(folder, 2);
  for (const byte of ["a1", "a2", "a3"]) {
    const [part] = partsOf([piece(1)], `0x${byte.repeat(32)}` as typeof contract);
    if (part) await files.keep(part);
  }
  expect(await readdir(folder)).toHaveLength(2);
  expect(await files.read(`0x${"a3".repeat(32)}`, 0)).toEqual(piece(1));
});
