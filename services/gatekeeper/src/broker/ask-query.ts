import { minerErrors } from "@pha/api";
import type { CodedError, Hex } from "@pha/codec";
import { Turns } from "@pha/program-kit";
import type { QueryRequest } from "@pha/secret-channel/ask";
import { errors } from "../errors.ts";
import type { AskCluster } from "./ask-cluster.ts";

/** Queries that are with workers at a time, that wait here, of these to one contract, and of one client to it. */
const atWorkers = 128;
const most = 512;
const mostOfContract = 128;
const mostOfClient = 64;
/** From so many milliseconds on a query takes long. */
const long = 1_000;

/** So long an answer is waited for. */
const timeoutMs = 20_000;

/** Passes a client's encrypted query to a worker of its contract's cluster: to one alone, if the client names it. */
export type AskQuery = (query: QueryRequest, client: string, worker?: Hex) => Promise<Uint8Array>;

/**
 * Refusals of a worker that has not looked at the query, or has forgotten it again: another one may answer the same
 * bytes. Any worker that may have taken them would call them a replay.
 */
const untaken = [minerErrors.NotServing, minerErrors.LeaseExpired, minerErrors.RequestAhead, minerErrors.OtherWorker];
const isUntaken = (error: CodedError): boolean => untaken.some(({ is }) => is(error));

/**
 * Makes the broker of queries. Contracts share the way to the workers equally, and clients a contract's part.
 *
 * @throws what {@link AskCluster} throws; `gatekeeper.Overloaded`
 */
export function makeAskQuery(askCluster: AskCluster): AskQuery {
  const turns = new Turns({
    ...{ servers: atWorkers, most, long, nowMs: () => performance.now() },
    overloaded: (facts) => errors.Overloaded(facts),
  });
  return (query, client, worker) => {
    const ofContract = { name: query.contract, most: mostOfContract, modest: true };
    const ofClient = { name: client, most: mostOfClient, modest: true };
    return turns.take([ofContract, ofClient], () =>
      askCluster({ type: "Query", value: query }, { timeoutMs, mayRepeat: isUntaken, worker }),
    );
  };
}
