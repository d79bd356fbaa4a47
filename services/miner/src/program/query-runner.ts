import type { CodedError, Hex } from "@pha/codec";
import {
  type EnginePool,
  errors as engineErrors,
  failureOf,
  type InTurn,
  type Outcome as Ran,
} from "@pha/contract-engine";
import { logMethod } from "@pha/contract-engine/log";
import { readState } from "@pha/frame";
import type { Core, Turns } from "@pha/program-kit";
import { contracts } from "@pha/runtime/program";
import type { Call, Outcome, Statement } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Served } from "./contract-lane.ts";
import { gasBucket } from "./gas.ts";
import type { Served as Done } from "./heartbeats.ts";
import type { HostedContract } from "./hosted-contract.ts";
import { toOutcome } from "./outcome.ts";
import { flowOf } from "./query-turns.ts";
import { runServed } from "./run-served.ts";
import { textOf } from "./text.ts";

/** Characters of a method's name that are logged: who asks may name any. */
const longestName = 64;

/** What a worker without a lease says, that knows the chain up to this block. A lease is asked for every few seconds. */
export const leaseExpired = (number: number): CodedError => errors.LeaseExpired({ number, retryAfterSeconds: 2 });

/** A call, and who makes it. */
export interface Question {
  /** The verified account, or `undefined` for an anonymous caller. */
  readonly caller: Hex | undefined;
  /** The same, if the ledger knows it. */
  readonly account: Hex | undefined;
  /** The same when the client asks the same once more. */
  readonly requestId: Hex;
  readonly call: Call;
}

/** What is said of a query that ran, not signed yet. */
export interface Said {
  readonly statement: Statement;
  readonly outcome: Outcome;
}

/** Runs queries on contracts as they are served, when it is their turn. */
export class QueryRunner {
  readonly #core: Core;
  readonly #engine: EnginePool;
  readonly #turns: Turns;
  #done = { queries: 0n, gas: 0n };

  constructor(core: Core, engine: EnginePool, turns: Turns) {
    this.#core = core;
    this.#engine = engine;
    this.#turns = turns;
  }

  /** Queries that ran, and their gas, since the program started. */
  get done(): Done {
    return this.#done;
  }

  /**
   * What the contract says; its failure is an answer too.
   *
   * @throws `miner.Overloaded` when there is no room for it, `miner.LeaseExpired` when what came of it is not to be told.
   *   What it has fetched until then, it fetches again when it is asked again.
   */
  async run(question: Question, served: Served): Promise<Said> {
    const { contract, snapshot, at } = served;
    const { header, hash: blockHash } = at.head;
    const { number } = header;
    const flow = flowOf({ contract: contract.id, account: question.account });
    const ran = await this.#call(question, served, (leg) => this.#turns.take(flow, leg));
    const { queries, gas } = this.#done;
    this.#done = { queries: queries + 1n, gas: gas + BigInt(ran.gas) };
    if (!this.#core.isLeased(number)) throw leaseExpired(number);
    const statement = {
      worker: this.#core.identity,
      number,
      blockHash,
      stateHeight: snapshot.stateHeight,
      stateTag: snapshot.stateTag,
      gas: gasBucket(ran.gas),
    };
    return { statement, outcome: toOutcome(ran) };
  }

  async #call({ caller, requestId, call }: Question, served: Served, inTurn: InTurn): Promise<Ran> {
    const { contract, at } = served;
    if (call.method === logMethod) return inTurn(() => this.#readLog(contract, { caller, call }));
    if (contract.broken) return { ok: false, error: contract.broken, gas: 0, logs: [] };
    const args = textOf(call.args);
    const run = { kind: "query" as const, method: call.method, args, context: { caller, requestId } };
    const ran = await runServed(this.#core, this.#engine, served, run, inTurn);
    const { number } = at.head.header;
    contract.log.add({ block: number, message: null, call: `query ${call.method.slice(0, longestName)}` }, ran);
    return ran;
  }

  /** What the contract logged, for its owner by the newest block that this enclave knows. */
  async #readLog({ id, log }: HostedContract, { caller, call }: Pick<Question, "caller" | "call">): Promise<Ran> {
    const owner = await this.#core.view.read((view) => readState(contracts, view).contracts.get(id)?.owner);
    const none = { gas: 0, logs: [] };
    if (caller === undefined || caller !== owner)
      return { ok: false, error: failureOf(engineErrors.NotOwner()), ...none };
    const after = Number(textOf(call.args));
    const page = log.after(Number.isSafeInteger(after) ? after : 0);
    return { ok: true, result: JSON.stringify(page), writes: [], effects: [], ...none };
  }
}
