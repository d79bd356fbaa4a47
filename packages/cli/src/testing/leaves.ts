import type { Command } from "commander";

/** The commands that do something, at any depth. */
export const leavesOf = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
