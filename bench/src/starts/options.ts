import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface StartsOptions {
  readonly times: number;
  /** Blocks that lie behind the network before it is started again. */
  readonly blocks: number;
  readonly miners: number;
  /** Lengths of a chain, rising, on which a gatekeeper and a miner are started again instead; of none, the whole network is. */
  readonly lengths: readonly number[];
}

export const helpText = `Measures how long a network takes to start again, after SIGTERM and kill -9 in turn.

  npm run bench starts -- [options]

  --times N    Starts after the first (50)
  --blocks N   Blocks that are sealed before those (0)
  --miners N   Miners of the network, each with a contract to call (1)
  --lengths L  Starts a gatekeeper and a miner again on chains of these lengths instead: 500,5000,20000`;

const wholeNumber = { form: "a whole number", pattern: "^\\d{1,6}$" };

/** What the command line may say. */
export const usage = {
  help: helpText,
  options: {
    times: { ...wholeNumber, form: "a whole number above 0", min: 1 },
    blocks: wholeNumber,
    miners: wholeNumber,
    lengths: { form: "rising whole numbers with commas between", pattern: "^\\d{1,6}(,\\d{1,6}){0,9}$" },
  },
};

/**
 * Reads the arguments behind `starts`, whose form the command's usage has checked.
 *
 * @throws what `parseArgs` throws
 */
export function readOptions(args: readonly string[]): StartsOptions | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      times: { ...text, default: "50" },
      blocks: { ...text, default: "0" },
      miners: { ...text, default: "1" },
      lengths: { ...text, default: "" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  const lengths = values.lengths === "" ? [] : values.lengths.split(",").map(Number);
  return { times: Number(values.times), blocks: Number(values.blocks), miners: Number(values.miners), lengths };
}
