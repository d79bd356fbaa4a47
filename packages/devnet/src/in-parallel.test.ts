import { expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

const never = new AbortController().signal;

it("gives all results in order", async () => {
  expect(await inParallel([async () => 1, async () => "two"], never)).toEqual([1, "two"]);
});

it("asks the others to give up when one fails, waits for them, and throws the first failure", async () => {
  const ended: string[] = [];
  const patient = (signal: AbortSignal) =>
    new Promise<void>((_, reject) =>
      signal.addEventListener("abort", () => {
        ended.push("patient");
        reject(new Error("given up"));
      }),
    );
  const failing = async () => {
    throw new Error("first");
  };
  await expect(inParallel([patient, failing], never)).rejects.toThrow("first");
  expect(ended).toEqual(["patient"]);
});

it("hands on that the whole is given up", async () => {
  const given = AbortSignal.abort();
  expect(await inParallel([async (signal) => signal.aborted], given)).toEqual([true]);
});
