import { type Command, InvalidArgumentError, type OptionValues } from "commander";
import type { Context } from "./context.ts";

/** Adds a command with examples in its help. */
export type Add = (parent: Command, usage: string, description: string, examples: readonly string[]) => Command;

/** Runs a command's work. */
export type Run = (command: Command, work: (context: Context, options: OptionValues) => Promise<void>) => Promise<void>;

/** Reads a whole number from the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}
