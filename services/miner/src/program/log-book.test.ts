import { errors, failureOf, type Outcome } from "@pha/contract-engine";
import { expect, it } from "vitest";
import { LogBook } from "./log-book.ts";

const wrote = (...logs: string[]): Outcome => ({ ok: true, result: "1", writes: [], effects: [], gas: 1, logs });
const failed = (code: string, message: string, ...logs: string[]): Outcome => ({
  ...{ ok: false, error: { code, message }, gas: 1, logs },
});
const command = { block: 7, message: "3", call: "command bid" };
const query = { block: 7, message: null, call: "query list" };

it("a contract's log has what its calls wrote, and why they failed, in order; a page is what came after a place", () => {
  const book = new LogBook("book");
  book.add(command, wrote("a", "b"));
  book.add(query, failed("contract.Full", "It is full.", "c"));
  expect(book.after(0)).toEqual({
    book: "book",
    lines: [
      { place: 1, ...command, line: "a" },
      { place: 2, ...command, line: "b" },
      { place: 3, ...query, line: "c" },
      { place: 4, ...query, line: "failed: contract.Full: It is full." },
    ],
    last: 4,
  });
  expect(book.after(3).lines.map(({ place }) => place)).toEqual([4]);
  expect(book.after(4)).toEqual({ book: "book", lines: [], last: 4 });
});

it("who asks for what is no method writes nothing there, and questions push out nothing that commands wrote", () => {
  const book = new LogBook("book");
  const { code, message } = failureOf(errors.UnknownMethod());
  book.add(query, failed(code, message));
  expect(book.after(0).lines).toEqual([]);
  book.add(command, wrote("kept"));
  for (let i = 0; i < 100; i++) book.add(query, wrote("x".repeat(1_000)));
  const { lines, last } = book.after(0);
  expect(lines[0]).toMatchObject({ line: "kept" });
  expect(last).toBe(101);
  expect(lines.length).toBe(1 + Math.floor((32 << 10) / 1_074));
  expect(lines.at(-1)?.place).toBe(101);
});
