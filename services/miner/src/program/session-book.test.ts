import { expect, it } from "vitest";
import { SessionBook } from "./session-book.ts";
import { word } from "./testing.ts";

const bounds = { most: 6, mostOfCaller: 2, mostAnonymous: 3 };
const alice = { account: word(0xa1) };
const nobody = { account: undefined };

it("has room for so many of one caller: the one that was not used for the longest makes it", () => {
  const book = new SessionBook(bounds);
  book.add(word(1), alice);
  book.add(word(2), alice);
  book.touch(word(1));
  book.add(word(3), alice);
  expect([1, 2, 3].map((name) => book.get(word(name)))).toEqual([alice, undefined, alice]);
});

it("those whom the ledger does not know share theirs, and take none of the others", () => {
  const book = new SessionBook(bounds);
  book.add(word(1), alice);
  for (let name = 10; name < 20; name++) book.add(word(name), nobody);
  expect(book.size).toBe(4);
  expect(book.get(word(1))).toBe(alice);
  expect(book.get(word(19))).toBe(nobody);
  expect(book.get(word(16))).toBeUndefined();
});

it("is never larger than it may be, and forgets what ended", () => {
  const book = new SessionBook(bounds);
  for (let name = 0; name < 20; name++) book.add(word(name), { account: word(0xa0 + name) });
  expect(book.size).toBe(6);
  book.end(word(19));
  book.end(word(19));
  expect(book.size).toBe(5);
  expect(book.get(word(19))).toBeUndefined();
});

it("ends those that were not used for the longest, as long as they are over", () => {
  const book = new SessionBook(bounds);
  for (const name of [1, 2, 3]) book.add(word(name), { account: word(0xa0 + name) });
  book.touch(word(1));
  book.endWhile(({ account }) => account === word(0xa2));
  expect([1, 2, 3].map((name) => book.get(word(name)) !== undefined)).toEqual([true, false, true]);
});
