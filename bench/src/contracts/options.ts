import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface ContractsOptions {
  /** Commands one after another, each time. */
  readonly commands: number;
  /** Seconds of queries, each time. */
  readonly seconds: number;
  /** Contracts whose memory is measured. */
  readonly contracts: number;
  /** Commands that lie behind a contract when its miner is started again. */
  readonly history: number;
}

export const helpText = `Measures a whole network with one miner: how long commands take, how many queries it answers, alone and beside a
contract that burns all its gas again and again; then the memory of the miner with many contracts,
and how long it takes to start again.

  npm run bench contracts -- [options]

  --commands N    Commands, one after another (30)
  --seconds N     Seconds of queries by one client, and by 16 (5)
  --contracts N   Contracts that are deployed for the memory, then filled with the 256 KiB that each may have; 0: none (0)
  --history N     Commands after which the miner is killed and started again, with its checkpoint and without; 0: none (0)`;

const wholeNumber = { form: "a whole number above 0", pattern: "^\\d{1,4}$", min: 1 };

/** What the command line may say. */
export const usage = {
  help: helpText,
  options: {
    commands: wholeNumber,
    seconds: wholeNumber,
    contracts: { form: "a whole number", pattern: "^\\d{1,4}$" },
    history: { form: "a whole number", pattern: "^\\d{1,6}$" },
  },
};

/**
 * Reads the arguments behind `contracts`, whose form the command's usage has checked.
 *
 * @throws what `parseArgs` throws
 */
export function readOptions(args: readonly string[]): ContractsOptions | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      commands: { ...text, default: "30" },
      seconds: { ...text, default: "5" },
      contracts: { ...text, default: "0" },
      history: { ...text, default: "0" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  return {
    commands: Number(values.commands),
    seconds: Number(values.seconds),
    contracts: Number(values.contracts),
    history: Number(values.history),
  };
}
