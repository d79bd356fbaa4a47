import { expect, it } from "vitest";
import { ReplayCache } from "./replay-cache.ts";

const coded = (code: string) => expect.objectContaining({ code });
const full = coded("miner.ReplayCacheFull");

it("lets a query in once, whosever lane it is in, unless it was not run", () => {
  const cache = new ReplayCache();
  cache.admit("a", "alice", 20, 10);
  cache.admit("b", "", 20, 10);
  expect(() => cache.admit("a", "alice", 20, 11)).toThrowError(coded("miner.RequestReplayed"));
  expect(() => cache.admit("b", "alice", 20, 11)).toThrowError(coded("miner.RequestReplayed"));
  cache.forget("a");
  cache.admit("a", "alice", 20, 10);
});

it("has room for half of nobody in particular, and again when some have expired", () => {
  const cache = new ReplayCache(100);
  for (let i = 0; i < 50; i++) cache.admit(`query ${i}`, "", i === 0 ? 12 : 20, 10);
  expect(() => cache.admit("one more", "", 20, 12)).toThrowError(full);
  cache.admit("one more", "", 20, 13);
  expect(() => cache.admit("and another", "", 20, 13)).toThrowError(full);
});

it("has room for a caller, however many others hold what they can", () => {
  const cache = new ReplayCache(1_000);
  for (let i = 0; i < 500; i++) cache.admit(`anonymous ${i}`, "", 20, 10);
  for (let lane = 0; lane < 20; lane++)
    expect(() => {
      for (let i = 0; i <= 1_000; i++) cache.admit(`${lane} ${i}`, `caller ${lane}`, 20, 10);
    }).toThrowError(full);
  cache.admit("a newcomer's", "newcomer", 20, 10);
});
