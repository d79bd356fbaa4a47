import { expect, it } from "vitest";
import { makeExchanger } from "./exchange.ts";

it("what is under way when its thread ends is cut, and the end is told each time", async () => {
  let lost = 0;
  const exchange = makeExchanger(() => {
    lost++;
  });
  const request = {
    method: "GET",
    url: "https://a.example",
    headers: [],
    body: undefined,
    mostBytes: 1,
    ca: [],
    atMs: 0,
  };
  const wire = { read: () => new Promise<Uint8Array>(() => {}), write: async () => {} };
  // Its thread is this very module, which alone does nothing, and so ends.
  for (const times of [1, 2]) {
    expect(await exchange(request, wire).answer).toEqual({ failed: "Cut", reason: "network" });
    expect(lost).toBe(times);
  }
});
