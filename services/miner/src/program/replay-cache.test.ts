import { expect, it } from "vitest";
import { ReplayCache } from "./replay-cache.ts";

const coded = (code: string) => expect.objectContaining({ code });

it("lets a query in once", () => {
  const cache = new ReplayCache();
  cache.admit("a", 20, 10);
  cache.admit("b", 20, 10);
  expect(() => cache.admit("a", 20, 11)).toThrowError(coded("miner.RequestReplayed"));
});

it("is full at 65 536 queries that have not expired, and has room again when some have", () => {
  const cache = new ReplayCache();
  for (let i = 0; i < 65_536; i++) cache.admit(`query ${i}`, i === 0 ? 12 : 20, 10);
  expect(() => cache.admit("one more", 20, 12)).toThrowError(coded("miner.ReplayCacheFull"));
  cache.admit("one more", 20, 13);
  expect(() => cache.admit("and another", 20, 13)).toThrowError(coded("miner.ReplayCacheFull"));
});
