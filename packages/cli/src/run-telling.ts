import { execFile } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Output } from "./output.ts";

/** Runs a program to its end; what it says of its steps on standard error is told as progress. */
export async function runTelling(
  file: string,
  args: readonly string[],
  cwd: string,
  output: Pick<Output, "progress">,
): Promise<void> {
  const done = promisify(execFile)(file, args, { cwd });
  const steps = done.child.stderr && createInterface(done.child.stderr);
  steps?.on("line", (line) => output.progress(line.replace(/^… /, "")));
  await done;
}
