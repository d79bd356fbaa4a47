import { fromHex, toHex } from "@pha/codec";
import { sha256, verifyListProof } from "@pha/crypto";
import { receiptLeaf, unreadable } from "@pha/secret-channel";
import { describe, expect, it } from "vitest";
import { type KeptReceipt, ReceiptBook } from "./receipt-book.ts";
import { word } from "./testing.ts";

const coded = (code: string) => expect.objectContaining({ code });
const receipt = (message: number, timeMs = message): KeptReceipt => ({
  message: BigInt(message),
  timeMs,
  receipt: { ...unreadable({ enc: word(1) }), sealed: new Uint8Array(744) }, // 1,000 bytes with what is around it
});

describe("a contract's receipts", () => {
  it("go when they are too old or too many, the oldest first", () => {
    const book = new ReceiptBook({ windowMs: 5, bytes: 3_000 });
    for (const message of [1, 2, 3, 4]) book.add(receipt(message));
    expect(() => book.find(1n, 4)).toThrowError(coded("miner.ReceiptExpired"));
    expect(book.find(2n, 4)).toMatchObject({ index: 1, kept: { message: 2n } });
    book.add(receipt(7, 9));
    expect(book.before(undefined, 5, 9).map(({ message }) => message)).toEqual([7n, 4n]);
    expect(() => book.find(3n, 5)).toThrowError(coded("miner.ReceiptExpired"));
    expect(() => book.find(5n, 5)).toThrowError(coded("miner.UnknownMessage"));
    expect(() => book.find(8n, 5)).toThrowError(coded("miner.UnknownMessage"));
  });

  it("are shown only as far as they are asked for", () => {
    const book = new ReceiptBook();
    for (const message of [2, 4, 6]) book.add(receipt(message));
    expect(() => book.find(6n, 2)).toThrowError(coded("miner.UnknownMessage"));
    expect(book.before(undefined, 2, 9).map(({ message }) => message)).toEqual([4n, 2n]);
    expect(book.before(6n, 3, 1).map(({ message }) => message)).toEqual([4n]);
    expect(book.before(2n, 3, 9)).toEqual([]);
  });

  it("are proven at any height since, also when those before them are gone", () => {
    const book = new ReceiptBook({ windowMs: 1_000, bytes: 10_000 });
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
