import { expect, it } from "vitest";
import { maxWaiting, Outbox } from "./outbox.ts";

const bytes = (sequence: bigint) => Uint8Array.of(Number(sequence));

it("hands out the same bytes until the ledger has counted them", () => {
  const outbox = new Outbox();
  outbox.add("deal", bytes);
  outbox.add("deal", () => Uint8Array.of(99));
  outbox.add("report", bytes);
  expect(outbox.pending()).toEqual([Uint8Array.of(0), Uint8Array.of(1)]);
  outbox.settle(1n);
  expect(outbox.pending()).toEqual([Uint8Array.of(1)]);
});

it("signs a purpose anew, in the next place, once it was counted", () => {
  const outbox = new Outbox();
  outbox.add("report", bytes);
  outbox.settle(1n);
  outbox.add("report", bytes);
  expect(outbox.pending()).toEqual([Uint8Array.of(1)]);
});

it("goes on in the place that the ledger expects, where that is further", () => {
  const outbox = new Outbox();
  outbox.settle(5n);
  outbox.add("report", bytes);
  outbox.settle(3n);
  outbox.add("deal", bytes);
  expect(outbox.pending()).toEqual([bytes(5n), bytes(6n)]);
});

it("takes no more than a tick's answer has room for, until the ledger has counted some", () => {
  const outbox = new Outbox();
  for (let i = 0; i < maxWaiting; i++) expect(outbox.add(`key/${i}`, bytes)).toBe(true);
  expect(outbox.add("report", bytes)).toBe(false);
  expect(outbox.waiting("key/")).toBe(maxWaiting);
  outbox.settle(1n);
  expect(outbox.add("report", bytes)).toBe(true);
  expect(outbox.pending().at(-1)).toEqual(bytes(BigInt(maxWaiting)));
});

it("forgets what can never be counted, and signs what follows in its place", () => {
  const outbox = new Outbox();
  for (const purpose of ["key/0", "deal/0", "key/1", "deal/1"]) outbox.add(purpose, bytes);
  outbox.settle(1n);
  outbox.drop((purpose) => purpose.endsWith("/0"));
  expect(outbox.pending()).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  expect([outbox.waiting("key/"), outbox.waiting("deal/")]).toEqual([1, 1]);
  outbox.drop(() => false);
  outbox.add("key/2", bytes);
  expect(outbox.pending().at(-1)).toEqual(Uint8Array.of(3));
  outbox.settle(2n);
  expect(outbox.waiting("key/1")).toBe(0);
});
