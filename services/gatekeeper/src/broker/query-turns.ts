import type { Hex } from "@pha/codec";
import { Turns } from "@pha/program-kit";
import { errors } from "../errors.ts";

/** Queries that are with workers at a time, that wait here, of these to one contract, and of one client to it. */
const atWorkers = 128;
const most = 512;
const mostOfContract = 128;
const mostOfClient = 64;
/** From so many milliseconds on a query takes long. */
const long = 1_000;

/**
 * Does the work of one query when it is its turn: contracts share the way to the workers equally, and clients a contract's
 * part.
 *
 * @throws `gatekeeper.Overloaded`
 */
export type InTurn = <T>(contract: Hex, client: string, work: () => Promise<T>) => Promise<T>;

/** Makes the turns of queries, alone and in sessions. */
export function makeQueryTurns(): InTurn {
  const turns = new Turns({
    ...{ servers: atWorkers, most, long, nowMs: () => performance.now() },
    overloaded: (facts) => errors.Overloaded(facts),
  });
  return (contract, client, work) => {
    const ofContract = { name: contract, most: mostOfContract, modest: true };
    const ofClient = { name: client, most: mostOfClient, modest: true };
    return turns.take([ofContract, ofClient], work);
  };
}
