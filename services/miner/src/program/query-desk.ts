import { makeAnswer, openQuery, requestIdOf } from "@pha/secret-channel";
import type { QueryRequest } from "@pha/secret-channel/ask";
import type { Served } from "./contract-lane.ts";
import type { DeskDeps } from "./desk-deps.ts";
import { openByEpoch } from "./open-by-epoch.ts";

/** Answers queries that come one by one, for one session. */
export class QueryDesk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /**
   * @param registeredAt - block at which this session was registered
   * @returns the answer, encrypted to the caller; a contract's failure is an answer too
   * @throws `miner` and `channel` errors: what concerns the request, not the contract. After `miner.RequestAhead`,
   *   `miner.LeaseExpired` and `miner.Overloaded` it may be handed in again as it is
   */
  async answer(sealed: QueryRequest, served: Served, registeredAt: number): Promise<Uint8Array> {
    const { core, admission, runner } = this.#deps;
    const { primitives } = core.host;
    const { number } = served.at.head.header;
    const { request: query, account } = await admission.take(
      (verified) =>
        openByEpoch(served, (key, scope) => ({
          ...openQuery(primitives, key, scope, sealed, verified),
          scope,
        })),
      number,
      registeredAt,
    );
    // What it throws, it throws of queries that another worker may answer, or this one later.
    const { statement, outcome } = await runner
      .run({ ...query, account, requestId: requestIdOf(query.certifiedKey, query.id) }, served)
      .catch((error) => {
        admission.forget(query);
        throw error;
      });
    return makeAnswer(primitives, query.scope, query.answerKey, statement, outcome, core.session.sign);
  }
}
