import { afterAll, beforeAll, vi } from "vitest";
import { waiting } from "../transport/waiting.ts";

/** Nobody waits in the tests of this file: a pause is a turn of the event loop. */
export function skipPauses(): void {
  beforeAll(() => {
    vi.spyOn(waiting, "backoffMs").mockReturnValue(0);
    vi.spyOn(waiting, "pause").mockImplementation(() => new Promise(setImmediate));
  });
  afterAll(() => void vi.restoreAllMocks());
}

/** Pauses of this file's tests are over at once, and a second has passed; more passes by what this gives. */
export function passPauses(): (ms: number) => void {
  let passed = 0;
  const passTime = (ms: number) => {
    passed += ms;
  };
  beforeAll(() => {
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + passed);
    vi.spyOn(waiting, "backoffMs").mockReturnValue(1_000);
    vi.spyOn(waiting, "pause").mockImplementation(async (ms) => passTime(ms));
  });
  afterAll(() => void vi.restoreAllMocks());
  return passTime;
}
