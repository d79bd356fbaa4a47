import { expect, it } from "vitest";
import { runTelling } from "./run-telling.ts";

const run = async (script: string) => {
  const told: string[] = [];
  const output = { progress: (line: string) => void told.push(line) };
  const done = runTelling(process.execPath, ["-e", script], import.meta.dirname, output);
  return { told, failure: await done.catch((error: unknown) => error) };
};

it("what a program says of its steps is told, and what it prints is not", async () => {
  const script = 'console.error("… compiling"); console.log("a.tgz"); console.error("… packing")';
  expect(await run(script)).toEqual({ told: ["compiling", "packing"], failure: undefined });
});

it("a program that fails says why", async () => {
  const { failure } = await run('console.error("no room"); process.exit(3)');
  expect(failure).toMatchObject({ code: 3, stderr: "no room\n" });
});
