import { fromHex, toHex } from "@pha/codec";
import { sha256, verifyListProof } from "@pha/crypto";
import { receiptLeaf, unreadable } from "@pha/secret-channel";
import { describe, expect, it } from "vitest";
import { type KeptReceipt, ReceiptBooks, receiptLimits } from "./receipt-book.ts";
import { word } from "./testing.ts";

const coded = (code: string) => expect.objectContaining({ code });
const receipt = (message: number, timeMs = message): KeptReceipt => ({
  message: BigInt(message),
  timeMs,
  receipt: { ...unreadable({ enc: word(1) }), sealed: new Uint8Array(744) }, // 1,000 bytes with what is around it
});

const bookOf = (limits: Partial<Record<keyof typeof receiptLimits, number>> = {}) =>
  new ReceiptBooks({ ...receiptLimits, ...limits }).open();

describe("a contract's receipts", () => {
  it("go when they are too old or too many, the oldest first", () => {
    const book = bookOf({ windowMs: 5, bytes: 3_000 });
    for (const message of [1, 2, 3, 4]) book.add(receipt(message));
    expect(() => book.find(1n, 4)).toThrowError(coded("miner.ReceiptExpired"));
    expect(book.find(2n, 4)).toMatchObject({ index: 1, kept: { message: 2n } });
    book.add(receipt(7, 9));
    expect(book.before(undefined, 5, 9).map(({ message }) => message)).toEqual([7n, 4n]);
    expect(() => book.find(3n, 5)).toThrowError(coded("miner.ReceiptExpired"));
    expect(() => book.find(5n, 5)).toThrowError(coded("miner.UnknownMessage"));
    expect(() => book.find(8n, 5)).toThrowError(coded("miner.UnknownMessage"));
  });

  it("go for those of others when there are too many in all: the fullest gives", () => {
    const books = new ReceiptBooks({ windowMs: 1_000, bytes: 5_000, allBytes: 6_000 });
    const [busy, quiet] = [books.open(), books.open()];
    for (const message of [1, 2, 3, 4]) busy.add(receipt(message));
    for (const message of [5, 6, 7]) quiet.add(receipt(message));
    expect([busy, quiet].map(({ bytes }) => bytes)).toEqual([3_000, 3_000]);
    expect(() => busy.find(1n, 4)).toThrowError(coded("miner.ReceiptExpired"));
    expect(busy.find(2n, 4)).toMatchObject({ index: 1 });
    for (const message of [8, 9, 10]) quiet.add(receipt(message));
    expect([busy, quiet].map(({ bytes }) => bytes)).toEqual([3_000, 3_000]);
    expect(quiet.before(undefined, 6, 9).map(({ message }) => message)).toEqual([10n, 9n, 8n]);
  });

  it("are shown only as far as they are asked for", () => {
    const book = bookOf();
    for (const message of [2, 4, 6]) book.add(receipt(message));
    expect(() => book.find(6n, 2)).toThrowError(coded("miner.UnknownMessage"));
    expect(book.before(undefined, 2, 9).map(({ message }) => message)).toEqual([4n, 2n]);
    expect(book.before(6n, 3, 1).map(({ message }) => message)).toEqual([4n]);
    expect(book.before(2n, 3, 9)).toEqual([]);
  });

  it("are proven at any height since, also when those before them are gone", () => {
    const book = bookOf({ windowMs: 1_000, bytes: 10_000 });
    const roots = new Map<number, string>();
    for (let height = 1; height <= 40; height++) {
      if (height % 3 === 0) book.add(receipt(height));
      book.reach(height);
      roots.set(height, book.root);
    }
    expect(roots.get(2)).toBe(word(0));
    const { kept, index } = book.find(30n, book.count);
    expect(book.pathAt(index, 29)).toBeUndefined();
    for (const height of [30, 33, 40]) {
      const { count, siblings } = book.pathAt(index, height) ?? { count: 0, siblings: [] };
      const root = fromHex(roots.get(height) as `0x${string}`);
      expect(verifyListProof(root, count, index, receiptLeaf(30n, kept.receipt), siblings, sha256)).toBe(true);
    }
    expect(toHex(fromHex(book.root))).toBe(roots.get(40));
  });
});
