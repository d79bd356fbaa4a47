import { CommanderError } from "commander";
import { exit, report } from "./failure.ts";
import { type Console, Output } from "./output.ts";
import { makeProgram } from "./program.ts";
import { type Environment, readSettings } from "./settings.ts";

/** Surroundings of a command line. */
export interface Surroundings {
  readonly env: Environment;
  readonly console: Console;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
}

/**
 * Runs one command line.
 *
 * @param args - what follows `pha`
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 not reachable, 4 not verified
 */
export async function runCli(args: readonly string[], { env, console, stdin }: Surroundings): Promise<number> {
  let output = new Output(console, args.includes("--json"));
  const program = makeProgram(console, async (options, work) => {
    output = new Output(console, options.json ?? false);
    const { Context } = await import("./context.ts");
    await work(new Context(output, readSettings(options, env), env, stdin));
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
    return report(output, error);
  }
}
