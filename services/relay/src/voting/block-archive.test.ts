import { encode } from "@pha/codec";
import { certify, makeBlock, makeNetwork, secretsOf } from "@pha/light-client/testing";
import { ArchivedBlock } from "@pha/wire";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type BlockArchive, openBlockArchive } from "./block-archive.ts";

const { genesis, genesisHash, set } = makeNetwork(4);
const header = makeBlock(genesis);
const certificate = certify(genesisHash, set, header, secretsOf([0, 1, 2, 3]));
const block = (byte: number): ArchivedBlock => ({ header, extrinsics: [Uint8Array.of(byte)], certificate });
const bytes = encode(ArchivedBlock, block(0)).length;

let archive: BlockArchive;
beforeEach(() => {
  archive = openBlockArchive(":memory:");
});
afterEach(() => archive[Symbol.dispose]());

const listed = (from: number, limit = 100, maxBytes = 100 * bytes) =>
  archive.list(from, limit, maxBytes).map(({ extrinsics }) => extrinsics[0]?.[0]);

it("gives blocks one after another, up to a gap and to what was asked for", () => {
  for (const number of [1, 2, 3, 5]) archive.keep(number, block(number));
  expect(archive.list(1, 1, bytes)).toEqual([block(1)]);
  expect(listed(1)).toEqual([1, 2, 3]);
  expect(listed(1, 2)).toEqual([1, 2]);
  expect(listed(4)).toEqual([]);
  expect(listed(5)).toEqual([5]);
});

it("gives no more bytes than asked for, but one block in any case", () => {
  for (const number of [1, 2, 3]) archive.keep(number, block(number));
  expect(listed(1, 3, 2 * bytes)).toEqual([1, 2]);
  expect(listed(1, 3, 2 * bytes - 1)).toEqual([1]);
  expect(listed(1, 3, 1)).toEqual([1]);
});

it("keeps the first block of a height, and the newest 4,096", () => {
  for (let number = 1; number <= 4_096; number++) archive.keep(number, block(1));
  for (let again = 0; again < 2; again++) archive.keep(1, block(2));
  expect(listed(1, 1)).toEqual([1]);
  archive.keep(4_097, block(1));
  expect(listed(1, 1)).toEqual([]);
  expect(listed(2, 1)).toEqual([1]);
});
