import { type Hex, toHex } from "@pha/codec";
import { type Change, ContractState, defaultLimits } from "@pha/contract-engine";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { maxCheckpointPartBytes, maxCheckpointParts, maxCommandOutputBytes, maxStateKib } from "@pha/limits";
import type { SealedReceipt } from "@pha/secret-channel";
import { describe, expect, it } from "vitest";
import { type ReceiptBook, ReceiptBooks, receiptLimits } from "../receipt-book.ts";
import { word } from "../testing.ts";
import { partBytes } from "./form.ts";
import { Rebuild } from "./read.ts";
import { checkpointParts } from "./write.ts";

const id = word(0xc1);
const hash = primitives.sha256;
const mostBytes = maxStateKib * 1_024;
/** What a seal and the height before it add. */
const sealBytes = 128;
const damaged = expect.objectContaining({ code: "miner.CheckpointDamaged" });

const receiptOf = (i: number, bytes: number): SealedReceipt => ({
  kind: { type: "Sealed" },
  enc: toHex(hash(Uint8Array.of(i & 255, i >> 8))),
  sealed: new Uint8Array(bytes).fill(i),
});

/** A contract between two blocks, as large as one may be told. */
function source(entries: readonly Change[], receipts: number, of = new ReceiptBooks()) {
  const state = new ContractState(id, { hash, mostBytes });
  for (let i = 0; i < entries.length; i += 100) state.commit(entries.slice(i, i + 100));
  const book = of.open();
  for (let i = 0; i < receipts; i++) {
    book.add({ message: BigInt(i + 1), timeMs: i, receipt: receiptOf(i, maxCommandOutputBytes + 1_024) });
    if (i % 100 === 99) book.reach(i);
  }
  const broken = { code: "contract.No", message: "n".repeat(1_000) };
  const height = receipts + 1;
  const epochs = [
    { epoch: 3, codeHash: word(0xc1), from: 5, until: 20 },
    { epoch: 4, codeHash: word(0xc0), from: 12, until: undefined },
  ];
  book.reach(height);
  const point = {
    codeHash: word(0xc0),
    height,
    tag: word(7),
    root: state.root,
    state: state.snapshot(),
    mostBytes,
    broken,
    receipts,
    epochs,
  };
  return { state, book, point };
}

function partsOf({ book, point }: ReturnType<typeof source>): Uint8Array[] {
  const made = checkpointParts({ id, receipts: book }, point);
  const parts: Uint8Array[] = [];
  for (let part = made.next(); !part.done; part = made.next()) parts.push(part.value);
  return parts;
}

function rebuild(parts: readonly Uint8Array[], contract: Hex = id) {
  const built = new Rebuild(contract, hash);
  for (const part of parts) built.take(part);
  return built.end();
}

const seen = (book: ReceiptBook, count: number, height: number) => ({
  root: book.root,
  bytes: book.bytes,
  newest: book.before(undefined, count, 3),
  path: book.pathAt(count - 1, height),
});

describe("a checkpoint", () => {
  it("of a full state and many receipts has parts that fit their most, and comes to the same", () => {
    const value = "é漢".repeat(defaultLimits.valueBytes / 5 - 1);
    const large = Array.from({ length: 230 }, (_, i): Change => [`${"k".repeat(200)}${i}`, value]);
    const small = Array.from({ length: 500 }, (_, i): Change => [`small ${i}`, String(i)]);
    const whole = source([...large, ...small], 2_000);
    expect(whole.state.bytes).toBeGreaterThan(0.8 * mostBytes);
    const parts = partsOf(whole);
    expect(parts.length).toBeGreaterThan(20);
    expect(Math.max(...parts.map(({ length }) => length)) + sealBytes).toBeLessThanOrEqual(maxCheckpointPartBytes);

    const { state, receipts, epochs, broken, height, tag } = rebuild(parts);
    expect(epochs).toEqual(whole.point.epochs);
    expect([state.root, state.bytes, state.mostBytes]).toEqual([whole.state.root, whole.state.bytes, mostBytes]);
    expect([broken, height, tag]).toEqual([whole.point.broken, whole.point.height, whole.point.tag]);
    const book = new ReceiptBooks().open(receipts);
    expect(seen(book, 2_000, height)).toEqual(seen(whole.book, 2_000, height));
  });

  it("of the fullest contract has no more parts than one may have", () => {
    const bytes = maxStateKib * 1_024 + receiptLimits.bytes;
    expect(bytes / (partBytes - defaultLimits.valueBytes)).toBeLessThan(maxCheckpointParts);
  });

  it("has of receipts those that are kept, and what stands for the others", () => {
    const limits = { ...receiptLimits, bytes: 20 * (maxCommandOutputBytes + 2_048) };
    const whole = source([["a", "1"]], 150, new ReceiptBooks(limits));
    const { receipts } = rebuild(partsOf(whole));
    expect(receipts.kept.length).toBeLessThan(30);
    const books = new ReceiptBooks(limits);
    const book = books.open(receipts);
    for (const one of [whole.book, book])
      one.add({ message: 151n, timeMs: 151, receipt: receiptOf(151, maxCommandOutputBytes) });
    expect(seen(book, 151, 151)).toEqual(seen(whole.book, 151, 151));
  });

  it("tells what there was, though the contract has gone on", () => {
    const whole = source([["a", "1"]], 3);
    const before = partsOf(whole);
    whole.state.commit([
      ["a", "2"],
      ["b", "1"],
    ]);
    whole.book.add({ message: 9n, timeMs: 9, receipt: receiptOf(9, 50) });
    whole.book.reach(9);
    const again = rebuild(partsOf(whole));
    expect(again.state.root).toBe(rebuild(before).state.root);
    expect(again.receipts).toEqual(rebuild(before).receipts);
  });
});

describe("what is no checkpoint", () => {
  const value = "x".repeat(60_000);
  const entries = Array.from({ length: 60 }, (_, i): Change => [`k${i}`, value]);
  const parts = partsOf(source(entries, 20));
  const other = partsOf(
    source(
      entries.map(([key]) => [key, "y".repeat(60_000)]),
      20,
    ),
  );
  const [first, second, third, ...rest] = parts as [Uint8Array, Uint8Array, Uint8Array, ...Uint8Array[]];
  it.each<[string, readonly Uint8Array[], Hex?]>([
    ["nothing", []],
    ["its beginning", [first, second]],
    ["its end", [second, third, ...rest]],
    ["one without a part", [first, third, ...rest]],
    ["one with more behind it", [...parts, second]],
    ["one with another's part", [first, other[1] ?? first, third, ...rest]],
    ["another contract's", parts, word(0xc2)],
    ["of another form", [first.with(0, 9), second, third, ...rest]],
  ])("is refused: %s", (_, given, contract) => {
    expect(() => rebuild(given, contract)).toThrow(damaged);
  });
});
