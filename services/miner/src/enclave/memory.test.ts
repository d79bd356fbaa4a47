import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Change, ContractState } from "@pha/contract-engine";
import { nodePrimitives } from "@pha/crypto/node/primitives";
import {
  maxCheckpointPartBytes,
  maxClusterCodeBytes,
  maxClusterContracts,
  maxClusterStateKib,
  maxFrameBytes,
  maxSealedCommandBytes,
  maxStateKib,
} from "@pha/limits";
import { expect, it } from "vitest";
import { mostTransfers } from "../program/checkpoint/transfers.ts";
import { laneBytes } from "../program/contract-lane.ts";
import { keptBytes } from "../program/message-log.ts";
import { receiptLimits } from "../program/receipt-book.ts";
import { heapMb } from "./memory.ts";

const MiB = 1 << 20;

/** Bytes of heap that a state takes for each byte that it costs, at its worst: texts of which one letter is not Latin. */
const heapPerCost = 2.1;

/** The longest message, and what is kept around it: a command and what it reads, or a constructor's arguments. */
const messageBytes = maxSealedCommandBytes + 8_192;

/** What a contract takes beside state, code and receipts: keys, tree, the heights that its receipts are known by. */
const contractBytes = 128 << 10;

it("the fullest cluster that the ledger admits fits a worker's heap, with a tenth to spare", () => {
  const state = maxClusterStateKib * 1_024 * heapPerCost;
  const parts = {
    state,
    // As much is kept of what was overwritten.
    history: state,
    // Text takes two bytes a character when one of them is not Latin.
    code: 2 * maxClusterCodeBytes,
    receipts: receiptLimits.allBytes,
    contracts: maxClusterContracts * contractBytes,
    // What a host brings at a time, as bytes and as messages.
    messages: 3 * maxFrameBytes,
    // Those that are kept, and those that wait in lanes, where each has room for one more.
    waiting: keptBytes + maxClusterContracts * (laneBytes + messageBytes),
    // One state on its way to a thread.
    sync: 3 * maxStateKib * 1_024,
    // A part of the one that is made, as items, bytes and seal; its entries are those of the state.
    checkpoint: 4 * maxCheckpointPartBytes,
    // The receipts of one that is read.
    read: receiptLimits.bytes,
    // The last parts of those that others are given.
    given: mostTransfers * maxCheckpointPartBytes,
    program: 64 * MiB,
  };
  const sum = Object.values(parts).reduce((all, part) => all + part, 0);
  expect(sum).toBeLessThanOrEqual(0.9 * heapMb * MiB);
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

it.each<[string, number, (index: number) => Change]>([
  ["entries of nothing", 8_000, (i) => [`k${i}`, ""]],
  ["entries of a few letters", 8_000, (i) => [`k${i}`, `value ${i}`]],
  ["large entries of all letters", 400, (i) => [`k${i}`, Buffer.from(`é漢${i}${"x".repeat(20_000)}`).toString()]],
])("a state of %s takes no more of the heap than is reckoned", (_, count, entry) => {
  collect();
  const before = process.memoryUsage().heapUsed;
  const state = new ContractState(`0x${"01".repeat(32)}`, { hash: nodePrimitives.sha256 });
  for (let i = 0; i < count; i += 100) state.commit(Array.from({ length: 100 }, (_, j) => entry(i + j)));
  collect();
  const heap = process.memoryUsage().heapUsed - before;
  // The history of the same entries is reckoned apart, and here it knows only that there were none.
  expect(heap / state.bytes).toBeLessThan(heapPerCost);
});
