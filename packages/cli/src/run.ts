import { CommanderError } from "commander";
import type { Context } from "./context.ts";
import { exit } from "./exit.ts";
import { report } from "./failure.ts";
import { type Console, Output } from "./output.ts";
import type { Ask } from "./passwords.ts";
import { makeProgram, type Perform } from "./program.ts";
import { type Environment, readSettings } from "./settings.ts";
import { usageProblem } from "./usage.ts";

/** Surroundings of a command line. */
export interface Surroundings {
  readonly env: Environment;
  readonly console: Console;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  /** Asks a person for a secret, without echo; absent where nobody can be asked. */
  readonly ask?: Ask | undefined;
  /** Folder in which the command runs. */
  readonly cwd: string;
  /** What calls this program, as it tells people what to type; `pha` when absent. */
  readonly program?: string | undefined;
}

/**
 * Runs one command line.
 *
 * @param args - what follows `pha`
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 not reachable, 4 not verified
 */
export async function runCli(
  args: readonly string[],
  { env, console, stdin, ask, cwd, program: called = "pha" }: Surroundings,
): Promise<number> {
  const isJson = args.includes("--json");
  let output = new Output(console, isJson);
  let context: Context | undefined;
  const perform: Perform = async (options, work) => {
    output = new Output(console, options.json ?? false);
    const settings = readSettings(options, env);
    const { Context } = await import("./context.ts");
    context = new Context({ output, settings, env, stdin, ask, cwd, program: called });
    await work(context);
  };
  const program = makeProgram(isJson ? { ...console, err: () => {} } : console, perform, called);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit.ok;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(output, error, context);
    if (error.exitCode === 0) return exit.ok;
    if (isJson || error.code !== "commander.help") output.failure(usageProblem(program, args, error, called));
    return exit.usage;
  } finally {
    output.rest();
  }
}
