import { parseArgs } from "node:util";

/** Scope of a measurement. */
export interface LedgerOptions {
  /** Transfers of one measurement. */
  readonly transfers: number;
  /** Networks with so many validators, one after another. */
  readonly validators: readonly number[];
  /** Numbers of funded accounts that the cost curve goes through. */
  readonly accounts: readonly number[];
  /** Requests under way at a time. */
  readonly inFlight: number;
  readonly json: string | undefined;
  readonly profile: string | undefined;
}

export const helpText = `Measures sustained, finalized transfers per second, beside anvil in the same run.

  npm run bench ledger -- [options]

  --transfers N    Transfers of one measurement (6000; a third of it with sr25519)
  --validators A,B Networks to measure, by their number of validators (1,4); "" for none
  --accounts A,B   Funded accounts that the cost curve goes through (1000,10000,100000; 1000000 takes minutes; "" for none)
  --in-flight N    Requests under way at a time (100)
  --json FILE      Writes all figures there
  --profile DIR    Writes CPU profiles of chain and validators there; figures are lower then`;

const positiveNumber = { form: "a whole number above 0", pattern: "^[1-9]\\d{0,8}$" };
const positiveNumbers = { form: "whole numbers above 0, with commas between", pattern: "^([1-9]\\d{0,8}(,|$))*$" };

/** What the command line may say. */
export const usage = {
  help: helpText,
  options: {
    transfers: positiveNumber,
    validators: positiveNumbers,
    accounts: positiveNumbers,
    "in-flight": positiveNumber,
    json: { form: "a path" },
    profile: { form: "a path" },
  },
};

/**
 * Reads the arguments behind `ledger`.
 *
 * @throws what `parseArgs` throws, and a RangeError for what is no number above zero.
 */
export function readOptions(args: readonly string[]): LedgerOptions | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      transfers: { ...text, default: "6000" },
      validators: { ...text, default: "1,4" },
      accounts: { ...text, default: "1000,10000,100000" },
      "in-flight": { ...text, default: "100" },
      json: text,
      profile: text,
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  return {
    transfers: positive(values.transfers),
    validators: list(values.validators),
    accounts: list(values.accounts),
    inFlight: positive(values["in-flight"]),
    json: values.json,
    profile: values.profile,
  };
}

/** The empty text is an empty list. */
const list = (text: string): number[] => (text === "" ? [] : text.split(",").map(positive));

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`"${text}" is no number above zero`);
  return Number(text);
}
