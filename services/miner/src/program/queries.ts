import { type CodedError, type Hex, toHex } from "@pha/codec";
import { type EnginePool, errors as engineErrors, failureOf, type Outcome } from "@pha/contract-engine";
import { logMethod } from "@pha/contract-engine/log";
import { readState } from "@pha/frame";
import type { Core, Turns } from "@pha/program-kit";
import { certificates, contracts, system } from "@pha/runtime/program";
import { makeAnswer, type OpenedQuery, openQuery } from "@pha/secret-channel";
import type { QueryRequest } from "@pha/secret-channel/ask";
import { errors } from "../errors.ts";
import type { Served } from "./contract-lane.ts";
import { gasBucket } from "./gas.ts";
import type { HostedContract } from "./hosted-contract.ts";
import { toOutcome } from "./outcome.ts";
import { flowOf } from "./query-turns.ts";
import { ReplayCache } from "./replay-cache.ts";
import { textOf } from "./text.ts";

/** Blocks that a client may be ahead of the worker. */
const maxAhead = 64;
/** Verified certificates kept; then all are verified anew. */
const maxCertificates = 4096;

/** Characters of a method's name that are logged: who asks may name any. */
const longestName = 64;

/** What a worker without a lease says, that knows the chain up to this block. A lease is asked for every few seconds. */
export const leaseExpired = (number: number): CodedError => errors.LeaseExpired({ number, retryAfterSeconds: 2 });

/** Answers queries, for one session. */
export class QueryDesk {
  readonly #core: Core;
  readonly #engine: EnginePool;
  readonly #turns: Turns;
  readonly #replays = new ReplayCache();
  #certificates = new Set<string>();

  constructor(core: Core, engine: EnginePool, turns: Turns) {
    this.#core = core;
    this.#engine = engine;
    this.#turns = turns;
  }

  /**
   * @param registeredAt - block at which this session was registered
   * @returns the answer, encrypted to the caller; a contract's failure is an answer too
   * @throws `miner` and `channel` errors: what concerns the request, not the contract. After `miner.RequestAhead`,
   *   `miner.LeaseExpired` and `miner.Overloaded` it may be handed in again as it is
   */
  async answer(
    request: QueryRequest,
    { contract, snapshot, at: { head } }: Served,
    registeredAt: number,
  ): Promise<Uint8Array> {
    const { primitives } = this.#core.host;
    if (this.#certificates.size > maxCertificates) this.#certificates = new Set();
    const query = openQuery(primitives, contract.keys.encrypt, contract.scope, request, this.#certificates);
    requireTimely(query, head.header.number, registeredAt, this.#core.identity);
    const account =
      query.caller === undefined ? undefined : await this.#requireUnrevoked(query.caller, query.revocations);
    this.#replays.admit(query.replayKey, account ?? "", query.expiry, head.header.number);
    const run = async (): Promise<Outcome> => {
      if (query.call.method === logMethod) return this.#readLog(contract, query);
      if (contract.broken) return { ok: false, error: contract.broken, gas: 0, logs: [] };
      const outcome = await this.#engine.runQuery(contract.program, snapshot.state, {
        kind: "query",
        method: query.call.method,
        args: textOf(query.call.args),
        context: {
          caller: query.caller,
          contract: contract.id,
          codeHash: contract.scope.codeHash,
          block: { number: head.header.number, hash: head.hash, timeMs: Number(head.timeMs) },
          randomSeed: toHex(primitives.randomBytes(32)),
        },
      });
      const call = `query ${query.call.method.slice(0, longestName)}`;
      contract.log.add({ block: head.header.number, message: null, call }, outcome);
      return outcome;
    };
    const outcome = await this.#turns.take(flowOf({ contract: contract.id, account }), run).catch((error) => {
      if (errors.Overloaded.is(error)) this.#replays.forget(query.replayKey); // nothing was run
      throw error;
    });
    if (!this.#core.isLeased(head.header.number)) {
      this.#replays.forget(query.replayKey); // queries are repeatable: another worker may answer it
      throw leaseExpired(head.header.number);
    }
    const statement = {
      worker: this.#core.identity,
      number: head.header.number,
      blockHash: head.hash,
      stateHeight: snapshot.stateHeight,
      stateTag: snapshot.stateTag,
      gas: gasBucket(outcome.gas),
    };
    return makeAnswer(
      primitives,
      contract.scope,
      query.answerKey,
      statement,
      toOutcome(outcome),
      this.#core.session.sign,
    );
  }

  /** What the contract logged, for its owner by the newest block that this enclave knows. */
  async #readLog({ id, log }: HostedContract, { caller, call }: OpenedQuery): Promise<Outcome> {
    const owner = await this.#core.view.read((view) => readState(contracts, view).contracts.get(id)?.owner);
    const none = { gas: 0, logs: [] };
    if (caller === undefined || caller !== owner)
      return { ok: false, error: failureOf(engineErrors.NotOwner()), ...none };
    const after = Number(textOf(call.args));
    const page = log.after(Number.isSafeInteger(after) ? after : 0);
    return { ok: true, result: JSON.stringify(page), writes: [], effects: [], ...none };
  }

  /**
   * The ledger's word on the caller's certificate, as of the newest block that this enclave knows. One that names more
   * revocations than there were would outlive those to come.
   *
   * @returns the account, if the ledger knows it
   */
  async #requireUnrevoked(account: Hex, revocations: number): Promise<Hex | undefined> {
    const { counted, isKnown } = await this.#core.view.read((view) => ({
      counted: readState(certificates, view).revocations.get(account),
      isKnown: readState(system, view).account.get(account).providers > 0,
    }));
    if (revocations < counted) throw errors.CertificateRevoked({ revocations, counted });
    if (revocations > counted) throw errors.RequestAhead({ revocations, counted });
    return isKnown ? account : undefined;
  }
}

function requireTimely(
  { worker, issued, expiry }: OpenedQuery,
  number: number,
  registeredAt: number,
  identity: Hex,
): void {
  if (worker !== undefined && worker !== identity) throw errors.OtherWorker();
  if (issued < registeredAt) throw errors.RequestTooOld({ issued, registeredAt });
  if (issued > number + maxAhead) throw errors.RequestAhead({ issued, number });
  if (expiry < number) throw errors.RequestExpired({ expiry, number });
}
