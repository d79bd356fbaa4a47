import { type Command, InvalidArgumentError, Option, type OptionValues } from "commander";
import type { Context } from "./context.ts";

/** Adds a command with examples in its help. */
export type Add = (parent: Command, usage: string, description: string, examples: readonly string[]) => Command;

/** Runs a command's work. */
export type Run = (command: Command, work: (context: Context, options: OptionValues) => Promise<void>) => Promise<void>;

/** How a command line may name an account. */
export const accountDoc =
  "SS58, a public key in hexadecimal, a kept account's name, or //Name of a development account";

export const scheme = (): Option =>
  new Option("--scheme <scheme>", "signature scheme").choices(["sr25519", "ed25519", "ecdsa"]).default("sr25519");

export const withPassword = (command: Command): Command =>
  command.option("--password-file <file>", "has the password (PHA_PASSWORD_FILE); asked for at the terminal otherwise");

/** Who signs. */
export const signing = (command: Command): Command =>
  withPassword(
    command
      .addOption(new Option("--account <name>", "a kept account, as pha key list names it").conflicts("from"))
      .option("--from <name>", "a development account, as //Alice; without either, PHA_SEED_FILE")
      .addOption(scheme().conflicts("account")),
  );

/** Where a name that was perhaps misspelt stands for an account. */
export const derivable = (command: Command): Command =>
  command.option("--allow-derived", "also to a //Name that no development account has");

/** Who signs, and whom arguments may name. */
export const acting = (command: Command): Command => derivable(signing(command));

/** How a command line may name a contract. */
export const whichContract =
  "its id, its name in this folder, or latest: the newest that this folder deployed, else this account deployed or owns";

/** Reads a whole number within bounds from the command line. */
export const wholeNumberFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const given = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (given >= min && given <= max) return given;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

/** Reads a whole number from the command line. */
export const wholeNumber = wholeNumberFrom(0, 999_999_999);

/** How many there are on a page. */
export const pageSize = wholeNumberFrom(1, 100);

/** Tells a page of what is numbered. */
export const paged = (command: Command, what: string): Command =>
  command
    .option("--limit <count>", `so many numbers of ${what}`, pageSize, 20)
    .option("--before <number>", "those below this number, where a page before ended", wholeNumber);
