import { maxClusterContracts } from "@pha/limits";
import { Turns } from "@pha/program-kit";
import { errors } from "../errors.ts";

/** From so many milliseconds on a command takes long. */
const long = 100;

/**
 * Turns of commands on the engine's threads, a command of each contract at a time: contracts share the threads equally,
 * by the time that their commands take, and those whose commands take long leave one thread to the others.
 */
export const makeCommandTurns = (servers: number, nowMs: () => number): Turns =>
  new Turns({ servers, most: maxClusterContracts, long, nowMs, overloaded: (facts) => errors.Overloaded(facts) });

/** The flow of a contract's commands. */
export const commandsOf = (contract: string) => [{ name: contract, most: 1, modest: true }];
