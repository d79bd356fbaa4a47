import type { Command, CommanderError } from "commander";
import { errors } from "./errors.ts";
import type { Problem } from "./output.ts";

/** What the parser did not understand, as a problem like any other; the program is told as it was `called`. */
export function usageProblem(
  program: Command,
  args: readonly string[],
  error: CommanderError,
  called: string,
): Problem {
  const command = commandOf(program, args);
  const path = pathOf(command, called);
  const { code } = errors.BadUsage({}, error);
  if (error.code === "commander.help") {
    const names = command.commands.map((one) => one.name()).join(", ");
    return { message: `${path} needs one of: ${names}.`, code, hint: `${path} --help says what each does.` };
  }
  const [, negative] = error.code === "commander.unknownOption" ? (/'(-\d[^']*)'/.exec(error.message) ?? []) : [];
  if (negative !== undefined)
    return { message: `no argument of ${path} is negative: ${negative}`, code, hint: `${path} --help shows how.` };
  const [message = "", near] = error.message.replace(/^error: /, "").split("\n");
  return { message: near ? `${message} ${near}` : message, code, hint: `${path} --help shows how.` };
}

/** The innermost command that the words name. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) command = command.commands.find((one) => one.name() === word) ?? command;
  return command;
}

/** `pha contract call` */
export const pathOf = (command: Command, called = "pha"): string =>
  command.parent ? `${pathOf(command.parent, called)} ${command.name()}` : called;
