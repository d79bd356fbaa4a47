import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli, type Surroundings } from "../run.ts";

/** What a command line printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The JSON on standard output. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it.
  readonly json: () => any;
}

/** A folder in which nothing was ever deployed. */
export const nowhere = join(tmpdir(), "pha-nowhere");

/** Runs a command line; a text is split at its spaces. */
export async function runLine(
  line: string | readonly string[],
  { env = {}, stdin = async () => "", ask, cwd = nowhere, program }: Partial<Omit<Surroundings, "console">> = {},
): Promise<Printed> {
  const out: string[] = [];
  const err: string[] = [];
  const args = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const code = await runCli(args, {
    env,
    console: { out: (text) => out.push(text), err: (text) => err.push(text) },
    stdin,
    ask,
    cwd,
    program,
  });
  return { code, out: out.join("\n"), err: err.join("\n"), json: () => JSON.parse(out.join("\n")) };
}
