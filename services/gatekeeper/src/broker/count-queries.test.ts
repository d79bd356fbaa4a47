import { expect, it } from "vitest";
import { countQueries } from "./count-queries.ts";

it("passes on what is answered and what is refused, and counts both in the slot that ends", async () => {
  await using count = countQueries();
  const ask = count.counted(async (refused: boolean) => {
    if (refused) throw new RangeError("no");
    return new Uint8Array([1]);
  });
  expect(await ask(false)).toEqual(new Uint8Array([1]));
  await expect(ask(true)).rejects.toThrow(RangeError);
  const { value } = await count.hour.follow({ signal: new AbortController().signal, after: undefined }).next();
  expect(value?.entry).toMatchObject({ queries: 2, failed: 1 });
});
