import { minerErrors } from "@pha/api";
import type { CodedError, Hex } from "@pha/codec";
import type { QueryRequest } from "@pha/secret-channel/ask";
import type { AskCluster } from "./ask-cluster.ts";
import type { InTurn } from "./query-turns.ts";

/** So long an answer is waited for. */
const timeoutMs = 20_000;

/** What is passed on, and to whom: to one worker alone, if the client names it. */
export interface Passing {
  readonly type?: "Query" | "Session";
  readonly worker?: Hex | undefined;
}

/** Passes a client's encrypted query, or request for a session, to a worker of its contract's cluster. */
export type AskQuery = (query: QueryRequest, client: string, passing?: Passing) => Promise<Uint8Array>;

/**
 * Refusals of a worker that has not looked at the query, or has forgotten it again: another one may answer the same
 * bytes. Any worker that may have taken them would call them a replay.
 */
const untaken = [minerErrors.NotServing, minerErrors.LeaseExpired, minerErrors.RequestAhead, minerErrors.OtherWorker];
const isUntaken = (error: CodedError): boolean => untaken.some(({ is }) => is(error));

/**
 * Makes the broker of queries.
 *
 * @throws what {@link AskCluster} throws; `gatekeeper.Overloaded`
 */
export const makeAskQuery =
  (askCluster: AskCluster, inTurn: InTurn): AskQuery =>
  (value, client, { type = "Query", worker } = {}) =>
    inTurn(value.contract, client, () => askCluster({ type, value }, { timeoutMs, mayRepeat: isUntaken, worker }));
