import { defineErrors } from "@pha/codec";
import { silentLog } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type FinalizedBlock, followFinalized } from "./follow.ts";
import { makeChain, serveChain } from "./testing/blocks.ts";
import { FakeBus } from "./testing/bus.ts";

const lost = defineErrors("test", { Lost: { index: 0, kind: "unavailable", doc: "Nobody answers." } });
const chain = makeChain(300);
const at = (number: number) => chain[number - 1] as FinalizedBlock;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const questions = () => bus.requested.length;

let bus: FakeBus;
let taken: number[];
let following: AsyncDisposable | undefined;
let fail: Error | undefined;

beforeEach(() => {
  bus = new FakeBus();
  taken = [];
  fail = undefined;
});
afterEach(() => following?.[Symbol.asyncDispose]());

function follow(log = silentLog): void {
  following = followFinalized({
    bus,
    log,
    next: () => (taken.at(-1) ?? 0) + 1,
    async take(blocks) {
      const error = fail;
      fail = undefined;
      if (error) throw error;
      taken.push(...blocks.map(({ header }) => header.number));
    },
  });
}

const hear = (...numbers: number[]) => {
  for (const number of numbers) bus.publish(subjects.blockFinalized, {}, at(number));
};
const took = (expected: readonly number[]) => vi.waitFor(() => expect(taken).toEqual(expected));

it("fetches what there is at the start, page by page", async () => {
  serveChain(bus, chain);
  follow();
  await took(range(1, 300));
  expect(questions()).toBe(2);
});

it("takes what is announced without asking, as long as there is no gap", async () => {
  serveChain(bus, chain).height = 2;
  follow();
  await took([1, 2]);
  const before = questions();
  hear(3);
  await took([1, 2, 3]);
  hear(4, 5);
  await took(range(1, 5));
  expect(questions()).toBe(before);
});

it("fetches what an announcement skipped, and keeps the order", async () => {
  const served = serveChain(bus, chain);
  served.height = 1;
  follow();
  await took([1]);
  served.height = 6;
  hear(4, 6);
  await took(range(1, 6));
});

it("ignores what it has already, and announcements that come twice or in disorder", async () => {
  const served = serveChain(bus, chain);
  served.height = 3;
  follow();
  await took([1, 2, 3]);
  served.height = 5;
  hear(2, 3, 5, 4, 4);
  await took(range(1, 5));
});

it("brings blocks again that could not be taken", async () => {
  const log = { ...silentLog, error: vi.fn(), warn: vi.fn() } as unknown as typeof silentLog;
  const served = serveChain(bus, chain);
  served.height = 2;
  fail = new Error("a fault");
  follow(log);
  await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce());
  fail = lost.Lost();
  hear(3);
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce());
  expect(taken).toEqual([]);
  served.height = 4;
  hear(4);
  await took(range(1, 4));
});

it("goes on when the chain does not answer for a while", async () => {
  follow();
  await vi.waitFor(() => expect(questions()).toBe(1));
  serveChain(bus, chain).height = 3;
  hear(3);
  await took([1, 2, 3]);
});

it("stops when disposed", async () => {
  serveChain(bus, chain).height = 1;
  follow();
  await took([1]);
  await following?.[Symbol.asyncDispose]();
  hear(2);
  expect(taken).toEqual([1]);
});
