import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface KeysOptions {
  /** How many gatekeepers there are, one network after another. */
  readonly gatekeepers: readonly number[];
  /** Contracts whose keys are released, in each. */
  readonly contracts: number;
}

export const helpText = `Measures how long networks take to make the master key, to share it anew, and to give a contract its keys.

  npm run bench keys -- [options]

  --gatekeepers N,M  Networks to start, one after another, by their gatekeepers (3,5,9,16)
  --contracts N      Contracts that are deployed in each (20)`;

/** What the command line may say. */
export const usage = {
  help: helpText,
  options: {
    gatekeepers: {
      form: "whole numbers from 2 to 16 with commas between",
      pattern: "^([2-9]|1[0-6])(,([2-9]|1[0-6]))*$",
    },
    contracts: { form: "a whole number above 0", pattern: "^\\d{1,4}$", min: 1 },
  },
};

/**
 * Reads the arguments behind `keys`, whose form the command's usage has checked.
 *
 * @throws what `parseArgs` throws
 */
export function readOptions(args: readonly string[]): KeysOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      gatekeepers: { type: "string", default: "3,5,9,16" },
      contracts: { type: "string", default: "20" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  return { gatekeepers: values.gatekeepers.split(",").map(Number), contracts: Number(values.contracts) };
}
