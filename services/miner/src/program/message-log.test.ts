import { encode } from "@pha/codec";
import { appendMessage, type CertifiedHead, emptyMessageHead, type MessageHead } from "@pha/light-client";
import { Message } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { MessageLog, pageLimits, readPage } from "./message-log.ts";
import { word } from "./testing.ts";

const headAt = (number: number) => ({ header: { number } }) as CertifiedHead;

/** A message in a block. */
const message = (block: number): Uint8Array => {
  const body = { type: "Reserved", value: { contract: word(1), stateKib: block } } as const;
  return encode(Message, { number: block, timeMs: 0n, parentHash: word(0), body, previous: word(0) });
};

const messagesOf = (blocks: number, each = 1): Uint8Array[] =>
  Array.from({ length: blocks * each }, (_, i) => message(1 + Math.floor(i / each)));
const headOf = (messages: readonly Uint8Array[]): MessageHead => messages.reduce(appendMessage, emptyMessageHead);

/** All pages of a log, by the number of a message of each. */
function pagesOf(log: MessageLog) {
  const pages = [];
  for (let page = log.pageOf(1n); page; page = log.pageOf(page.last.count + 1n)) pages.push(page);
  return pages;
}

it("tells where each message is, and the newest block before it", () => {
  const log = new MessageLog(headAt(0));
  const all = messagesOf(6);
  log.advance(headAt(4), headOf(all.slice(0, 4)), all.slice(0, 4));
  log.advance(headAt(9), headOf(all), all);
  expect(pagesOf(log).map(({ fromBlock, toBlock, messages }) => [fromBlock, toBlock, messages?.length])).toEqual([
    [1, 4, 4],
    [5, 6, 2],
  ]);
  expect([1n, 4n, 5n, 7n].map((number) => log.markBefore(number)?.head.header.number)).toEqual([0, 0, 4, 9]);
  expect(log.taken).toMatchObject({ messages: 6n, head: { header: { number: 9 } } });
});

it("divides much into pages, and no block", () => {
  const log = new MessageLog(headAt(0));
  const each = 1_500;
  const all = messagesOf(5, each);
  log.gather(all);
  expect(log.pageOf(1n)).toBeUndefined();
  log.advance(headAt(5), headOf(all), []);
  expect(pagesOf(log).map(({ fromBlock, toBlock }) => [fromBlock, toBlock])).toEqual([
    [1, 2],
    [3, 4],
    [5, 5],
  ]);
  const sparse = new MessageLog(headAt(0));
  const rare = Array.from({ length: 10 }, (_, i) => message(1 + i * (pageLimits.blocks / 2)));
  sparse.advance(headAt(9_999), headOf(rare), rare);
  expect(pagesOf(sparse).map(({ fromBlock, toBlock }) => toBlock - fromBlock)).toEqual(
    Array.from({ length: 5 }, () => pageLimits.blocks / 2),
  );
});

it("keeps as much as it may: what was read makes room, what was not is brought again; what is needed by nobody goes", () => {
  const log = new MessageLog(headAt(0), 20_000);
  const all = messagesOf(60);
  const step = (from: number, to: number) => log.advance(headAt(to), headOf(all.slice(0, to)), all.slice(from, to));
  step(0, 10);
  step(10, 20);
  expect(pagesOf(log).map(({ messages }) => messages !== undefined)).toEqual([true, false]);
  log.release(1n, 11n);
  step(20, 30);
  expect(pagesOf(log).map(({ messages }) => messages !== undefined)).toEqual([false, false, true]);
  expect(log.kept).toBeLessThanOrEqual(20_000);
  log.release(15n, 31n);
  expect(log.pageOf(11n)?.first.count).toBe(10n);
  expect(log.pageOf(1n)?.first.count).toBe(10n);
  log.release(31n, 31n);
  expect([pagesOf(log), log.kept]).toEqual([[], 0]);
});

it("joins pages that are read and not kept: of years of blocks few are left", () => {
  const log = new MessageLog(headAt(0), 0);
  const all = messagesOf(2_000);
  let head = emptyMessageHead;
  for (const [i, bytes] of all.entries()) {
    head = appendMessage(head, bytes);
    log.advance(headAt(i + 1), head, [bytes]);
    log.release(1n, BigInt(i + 2));
  }
  expect(pagesOf(log).length).toBeLessThan(130);
  const pages = pagesOf(log);
  const found = pages.flatMap((page) => readPage(page, all.slice(Number(page.first.count), Number(page.last.count))));
  expect(found.map(({ number }) => number)).toEqual(all.map((_, i) => BigInt(i + 1)));
});

it("believes nobody who brings other messages than those that were proven", () => {
  const log = new MessageLog(headAt(0));
  const all = messagesOf(4);
  log.advance(headAt(4), headOf(all), all);
  const [page] = pagesOf(log);
  const lies = [all.slice(1), all.slice(0, 3), [...all, message(4)], [all[1], all[0], all[2], all[3]]];
  for (const lie of lies)
    expect(() => page && readPage(page, lie as Uint8Array[])).toThrowError(
      expect.objectContaining({ code: "light-client.BadMessageChain" }),
    );
  expect(page && readPage(page, all)).toEqual(page?.messages);
});
