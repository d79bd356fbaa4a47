import { defineErrors } from "@pha/codec";
import { subjects } from "@pha/wire";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type FinalizedBlock, followFinalized } from "./follow.ts";
import { silentLog } from "./log.ts";
import { makeChain, serveChain } from "./testing/blocks.ts";
import { FakeBus } from "./testing/bus.ts";

const lost = defineErrors("test", { Lost: { index: 0, kind: "unavailable", doc: "Nobody serves." } });
const chain = makeChain(300);
const at = (number: number) => chain[number - 1] as FinalizedBlock;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const requests = () => bus.requested.length;

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

function follow(log = silentLog, withEvents = false): void {
  following = followFinalized({
    bus,
    log,
    withEvents,
    next: () => (taken.at(-1) ?? 0) + 1,
    async take(blocks) {
      const error = fail;
      fail = undefined;
      if (error) throw error;
      taken.push(...blocks.map(({ header }) => header.number));
    },
  });
}

const announce = (...numbers: number[]) => {
  for (const number of numbers) bus.publish(subjects.blockFinalized, {}, at(number));
};
const took = (expected: readonly number[]) => vi.waitFor(() => expect(taken).toEqual(expected));

it("fetches what there is at the start, page by page", async () => {
  serveChain(bus, chain);
  follow();
  await took(range(1, 300));
  expect(requests()).toBe(3); // the last one says that there are no more
});

it("takes what is announced without asking, as long as there is no gap", async () => {
  serveChain(bus, chain).height = 2;
  follow();
  await took([1, 2]);
  const before = requests();
  announce(3);
  await took([1, 2, 3]);
  announce(4, 5);
  await took(range(1, 5));
  expect(requests()).toBe(before);
});

it("fetches what an announcement skipped, and keeps the order", async () => {
  const served = serveChain(bus, chain);
  served.height = 1;
  follow();
  await took([1]);
  served.height = 6;
  announce(4, 6);
  await took(range(1, 6));
});

it("ignores what it has already, and announcements that come twice or in disorder", async () => {
  const served = serveChain(bus, chain);
  served.height = 3;
  follow();
  await took([1, 2, 3]);
  served.height = 5;
  announce(2, 3, 5, 4, 4);
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
  announce(3);
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce());
  expect(taken).toEqual([]);
  served.height = 4;
  announce(4);
  await took(range(1, 4));
});

it("goes on when the chain does not answer for a while", async () => {
  follow();
  await vi.waitFor(() => expect(requests()).toBe(1));
  serveChain(bus, chain).height = 3;
  announce(3);
  await took([1, 2, 3]);
});

it("stops when disposed", async () => {
  serveChain(bus, chain).height = 1;
  follow();
  await took([1]);
  await following?.[Symbol.asyncDispose]();
  announce(2);
  expect(taken).toEqual([1]);
});

it("requests every block that must come with its events, which announcements lack", async () => {
  serveChain(bus, chain).height = 1;
  follow(silentLog, true);
  await took([1]);
  const before = requests();
  serveChain(bus, chain).height = 2;
  announce(2);
  await took([1, 2]);
  expect(requests()).toBeGreaterThan(before);
});

it("brings a block whole whose events do not fit one reply", async () => {
  const events = range(0, 4).map((i) => ({ extrinsic: i, pallet: "System", name: "Remarked", data: Uint8Array.of(i) }));
  bus.reply(subjects.finalizedGet, ({ from, events: first = 0 }) =>
    from === 1 ? [{ ...at(1), events: events.slice(first, first + 2), hasMore: first + 2 < events.length }] : [],
  );
  const blocks: FinalizedBlock[] = [];
  following = followFinalized({
    bus,
    log: silentLog,
    withEvents: true,
    next: () => blocks.length + 1,
    take: async (more) => void blocks.push(...more),
  });
  await vi.waitFor(() => expect(blocks).toHaveLength(1));
  expect(blocks[0]?.events).toEqual(events);
});

it.each([
  ["older ones", [at(1), at(2)]],
  ["later ones", [at(5)]],
  ["a gap", [at(3), at(5)]],
  ["one twice", [at(3), at(3)]],
])("takes nothing of a reply with other blocks than those requested, and does not hurry: %s", async (_, reply) => {
  const warn = vi.fn();
  taken = [1, 2];
  bus.reply(subjects.finalizedGet, () => reply);
  follow({ ...silentLog, warn } as unknown as typeof silentLog);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  await new Promise(setImmediate);
  expect([taken, requests()]).toEqual([[1, 2], 1]);
});

it.each([
  ["no events and more to come", { ...at(1), events: [], hasMore: true }],
  ["another block's", { ...at(2), events: [{ extrinsic: 0, pallet: "P", name: "E", data: Uint8Array.of(1) }] }],
])("completes a block with nothing else than its own events: %s", async (_, rest) => {
  const warn = vi.fn();
  bus.reply(subjects.finalizedGet, ({ events }) => [events === 0 ? { ...at(1), hasMore: true } : rest]);
  follow({ ...silentLog, warn } as unknown as typeof silentLog, true);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  expect([taken, requests()]).toEqual([[], 2]);
});
