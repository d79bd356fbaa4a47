import { expect, it } from "vitest";
import { numbersOf } from "./page.ts";

it("pages go down from the newest number, and all of them have each number once", () => {
  const seen: number[] = [];
  let next: number | undefined = 10;
  for (let pages = 0; next !== undefined; pages++) {
    const page: ReturnType<typeof numbersOf> = numbersOf(10, { before: next, limit: 4 });
    seen.push(...page.numbers);
    next = page.next;
    expect(pages).toBeLessThan(3);
  }
  expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

it("a page begins with the newest where nothing is said, or more than there is", () => {
  expect(numbersOf(3, { limit: 2 })).toEqual({ numbers: [2, 1], next: 1 });
  expect(numbersOf(3, { before: 99, limit: 20 })).toEqual({ numbers: [2, 1, 0], next: undefined });
  expect(numbersOf(0, { limit: 20 })).toEqual({ numbers: [], next: undefined });
});
