import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface StartsOptions {
  readonly times: number;
  /** Blocks that lie behind the network before it is started again. */
  readonly blocks: number;
  readonly miners: number;
}

export const helpText = `Measures how long a network takes to start again, after SIGTERM and kill -9 in turn.

  npm run bench starts -- [options]

  --times N    Starts after the first (50)
  --blocks N   Blocks that are sealed before those (0)
  --miners N   Miners of the network, each with a contract to call (1)`;

const wholeNumber = { form: "a whole number", pattern: "^\\d{1,6}$" };

/** What the command line may say. */
export const usage = {
  help: helpText,
  options: {
    times: { ...wholeNumber, form: "a whole number above 0", min: 1 },
    blocks: wholeNumber,
    miners: wholeNumber,
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
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  return { times: Number(values.times), blocks: Number(values.blocks), miners: Number(values.miners) };
}
