import { minerErrors, serviceErrors } from "@pha/api";
import type { CodedError, TypeOf } from "@pha/codec";
import { Turns } from "@pha/program-kit";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { AskCluster } from "./ask-cluster.ts";

/** Queries that are with workers at a time, that wait here, of these to one contract, and of one client to it. */
const atWorkers = 128;
const most = 512;
const mostOfContract = 128;
const mostOfClient = 64;
/** From so many milliseconds on a query takes long. */
const long = 1_000;

type Query = TypeOf<typeof subjects.query.request>;

/** Passes a client's encrypted query to a worker of its contract's cluster. */
export type AskQuery = (query: Query, client: string) => Promise<TypeOf<typeof subjects.query.reply>>;

/**
 * Refusals of a worker that has not looked at the query, or has forgotten it again: another one may answer the same
 * bytes. Any worker that may have taken them would call them a replay.
 */
const untaken = [minerErrors.NotServing, minerErrors.LeaseExpired, minerErrors.RequestAhead];
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
  const ask = async (query: Query) => {
    try {
      return await askCluster(subjects.query, query, isUntaken);
    } catch (error) {
      if (serviceErrors.BusOverloaded.is(error)) throw errors.Overloaded({ retryAfterSeconds: 1 }, error);
      throw error;
    }
  };
  return (query, client) => {
    const ofContract = { name: query.contract, most: mostOfContract, modest: true };
    const ofClient = { name: client, most: mostOfClient, modest: true };
    return turns.take([ofContract, ofClient], () => ask(query));
  };
}
