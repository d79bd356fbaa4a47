import { describe, expect, it } from "vitest";
import { Backend, type State } from "./backend.ts";
import { choose } from "./choose.ts";

function backend(name: string, state: State, inUse: number, lastChosen = 0): Backend {
  const made = new Backend(name, 1);
  for (let i = 0; i < inUse; i++) made.use(() => {});
  return Object.assign(made, { state, lastChosen });
}

describe("the backend for a request", () => {
  it.each([
    ["the ready one with the fewest under way", [backend("a", "ready", 2), backend("b", "ready", 1)], "b"],
    ["of equals the one chosen longest ago", [backend("a", "ready", 1, 2), backend("b", "ready", 1, 1)], "b"],
    [
      "a busy one that is ready before an idle one that is not",
      [backend("a", "unready", 0), backend("b", "ready", 9)],
      "b",
    ],
    ["one that answers where none is ready", [backend("a", "down", 0), backend("b", "unready", 3)], "b"],
    ["a silent one where none answers", [backend("a", "down", 0), backend("b", "silent", 3)], "b"],
    ["none where all are down", [backend("a", "down", 0)], undefined],
  ])("is %s", (_, backends, host) => {
    expect(choose(backends, new Set())?.host).toBe(host);
  });

  it("is none of those that were tried, nor one that no name stands for any more", () => {
    const [tried, leaving, left] = [backend("a", "ready", 0), backend("b", "ready", 0), backend("c", "ready", 5)];
    leaving.isLeaving = true;
    expect(choose([tried, leaving, left], new Set([tried]))).toBe(left);
  });

  it("counts what is over no longer", () => {
    const [a, b] = [backend("a", "ready", 1), backend("b", "ready", 1, 1)];
    const use = b.use(() => {});
    use[Symbol.dispose]();
    a.use(() => {});
    expect(choose([a, b], new Set())).toBe(b);
  });
});
