import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface QueriesOptions {
  /** Seconds of queries, each time. */
  readonly seconds: number;
  /** Queries under way at a time, in the second measurement. */
  readonly clients: number;
}

export const helpText = `Measures queries to a contract of a whole network with one miner, by one client and by some at a time, beside the same
function unencrypted in miniflare and workerd; then what CPU time each process takes of a query, and what parts take alone.

  npm run bench queries -- [options]

  --seconds N     Seconds of queries, each time (5)
  --clients N     Queries under way at a time (16)`;

const wholeNumber = { form: "a whole number above 0", pattern: "^\\d{1,3}$", min: 1 };

/** What the command line may say. */
export const usage = { help: helpText, options: { seconds: wholeNumber, clients: wholeNumber } };

/**
 * Reads the arguments behind `queries`, whose form the command's usage has checked.
 *
 * @throws what `parseArgs` throws
 */
export function readOptions(args: readonly string[]): QueriesOptions | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { ...text, default: "5" }, clients: { ...text, default: "16" }, help: { type: "boolean" } },
  });
  if (values.help) return "help";
  return { seconds: Number(values.seconds), clients: Number(values.clients) };
}
