import type { Hex } from "@pha/codec";
import { type Step, Turns } from "@pha/program-kit";
import { errors } from "../errors.ts";

/** Queries that wait: of all, of nobody known, to one contract, of one caller to it. Fewer than the host hands in at a time. */
const most = 224;
const mostAnonymous = 64;
const mostOfContract = 96;
const mostOfCaller = 32;
const mostOfTasks = 32;
/** Callers that the ledger knows have so many times the share of all others together. */
const knownWeight = 8;
/** From so many milliseconds on a query takes long. */
const long = 100;

/** Turns of queries on the engine's threads: contracts share them equally, and a contract's callers its part. */
export const makeQueryTurns = (servers: number, nowMs: () => number): Turns =>
  new Turns({ servers, most, long, nowMs, overloaded: (facts) => errors.Overloaded(facts) });

/** Whose turn a query takes. */
export interface Asker {
  readonly contract: Hex;
  /** An account that the ledger knows: accounts cost something there, and else nothing. All others share one lane. */
  readonly account: Hex | undefined;
}

/** The flow of a contract's tasks: all tasks together have the share of anonymous callers. */
export const flowOfTasks = (contract: Hex): readonly Step[] => [
  { name: "tasks", most: mostOfTasks, modest: true },
  { name: contract, most: mostOfTasks, modest: true },
  { name: "", most: mostOfTasks, modest: true },
];

/** The flow of an asker's queries. */
export function flowOf({ contract, account }: Asker): readonly Step[] {
  const ofContract = { name: contract, most: mostOfContract, modest: true };
  const ofCaller = { name: account ?? "", most: mostOfCaller, modest: true };
  if (account === undefined)
    return [{ name: "anonymous", most: mostAnonymous, modest: true }, ofContract, { ...ofCaller, most: mostAnonymous }];
  return [{ name: "known", most, weight: knownWeight }, ofContract, ofCaller];
}
