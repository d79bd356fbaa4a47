import { expect, it } from "vitest";
import { pause } from "./pause.ts";

it("ends with its time", async () => {
  await expect(pause(1, undefined)).resolves.toBeUndefined();
});

it("ends with its signal, without an error, before its time or before it begins", async () => {
  const stop = new AbortController();
  const waiting = pause(600_000, stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(pause(600_000, stop.signal)).resolves.toBeUndefined();
});
