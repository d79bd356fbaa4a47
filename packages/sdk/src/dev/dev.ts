import { fixedBytes, fromJson, H256, type Hex, type Json, u32, u64 } from "@pha/codec";
import { DispatchError, DispatchResult } from "@pha/frame";
import { errors } from "../errors.ts";
import { ChainApi } from "../ledger/chain-api.ts";
import { dispatchError } from "../transactions/dispatch-error.ts";
import { Endpoint, type Fetch } from "../transport/endpoint.ts";

/** A call by its names, with arguments in JSON as `/v1/metadata` describes them. */
export interface NamedCall {
  readonly pallet: string;
  readonly call: string;
  readonly args: Json;
}

/** A block that was sealed on request. */
export interface SealedBlock {
  readonly number: number;
  readonly hash: Hex;
}

const receipt = { hash: H256 };
const block = { number: u32, hash: H256 };

/** What of a decoded extrinsic is looked at. */
interface Decoded {
  readonly extrinsic: {
    readonly events: readonly { readonly pallet: string; readonly name: string; readonly fields: Json }[];
  };
}

/**
 * What only a development network does, by its chain's word alone: nothing here is verified. Every method throws
 * `chain-dev.DevelopmentOnly` elsewhere, and `chain-dev.NeedsInstantFinality` where it says so.
 */
export class Dev {
  readonly #endpoint: Endpoint;
  readonly #api: ChainApi;

  /** @param chain - URL of the chain, `http://127.0.0.1:9944`, or of several replicas */
  constructor(chain: string | readonly string[], fetch: Fetch = globalThis.fetch) {
    this.#endpoint = new Endpoint(chain, fetch);
    this.#api = new ChainApi(chain, fetch);
  }

  /** Gives an account PHA (plancks; 1000 PHA when absent). Returns the transaction. */
  faucet(to: string, amount?: bigint): Promise<Hex> {
    return this.#submit("faucet", { to, ...(amount !== undefined && { amount: String(amount) }) });
  }

  /** Sets a free balance, in plancks; the total issuance follows. Returns the transaction. */
  setBalance(account: string, free: bigint): Promise<Hex> {
    return this.#submit("balance", { account, free: String(free) });
  }

  /** Signs a call as a development account (`//Alice`) and hands it in. Returns the transaction. */
  submit(from: string, call: NamedCall): Promise<Hex> {
    return this.#submit("submit", { from, ...call });
  }

  /** Hands in a call that is dispatched as if `from`, any account, had signed it. Returns the transaction. */
  impersonate(from: string, call: NamedCall): Promise<Hex> {
    return this.#submit("impersonate", { from, ...call });
  }

  /** Seals a block now. */
  seal(): Promise<SealedBlock> {
    return this.#endpoint.post("/v1/dev/blocks", {}, block);
  }

  /** Seals a block of a later time, in ms since 1970; the clock goes on from there. Needs instant finality. */
  travel(timeMs: number): Promise<SealedBlock & { readonly timeMs: bigint }> {
    return this.#endpoint.post("/v1/dev/time", { timeMs: String(timeMs) }, { ...block, timeMs: u64 });
  }

  /** Remembers blocks, state, waiting extrinsics and the clock, until the chain ends. Needs instant finality. */
  async snapshot(): Promise<Hex> {
    return (await this.#endpoint.post("/v1/dev/snapshots", {}, { id: fixedBytes(8) })).id;
  }

  /**
   * Goes back to a snapshot, and forgets it with all that were taken after it. Clients that verify have seen blocks that
   * never were: connect again.
   *
   * @throws `chain-dev.NoSuchSnapshot`
   */
  revert(snapshot: Hex): Promise<SealedBlock> {
    return this.#endpoint.post(`/v1/dev/snapshots/${snapshot}/revert`, {}, block);
  }

  /** Time of the newest block, in ms since 1970. */
  async now(): Promise<number> {
    return Number((await this.#endpoint.get("/v1/blocks/head/header", { timeMs: u64 })).timeMs);
  }

  /**
   * Waits until a transaction is final; says in which block.
   *
   * @throws the call's own error, also where it was dispatched by another call; `sdk.TransactionRefused`,
   *   `sdk.TransactionPending`
   */
  async settled(transaction: Hex, timeoutMs = 60_000): Promise<SealedBlock> {
    for await (const { status, block: in_, reason } of this.#api.follow(transaction, AbortSignal.timeout(timeoutMs))) {
      if (status === "invalid" || status === "dropped")
        throw errors.TransactionRefused({ transaction, status, reason });
      if (status !== "finalized" || !in_) continue;
      const response = await this.#endpoint.open(`/v1/extrinsics/${transaction}`, {}, AbortSignal.timeout(timeoutMs));
      const { extrinsic } = (await response.json()) as Decoded;
      for (const { pallet, name, fields } of extrinsic.events) throwFailure(`${pallet}.${name}`, fields, transaction);
      return in_;
    }
    throw errors.TransactionPending({ transaction, seconds: timeoutMs / 1_000 });
  }

  async #submit(verb: string, body: { readonly [key: string]: Json }): Promise<Hex> {
    return (await this.#endpoint.post(`/v1/dev/${verb}`, body, receipt)).hash;
  }
}

function throwFailure(event: string, fields: Json, transaction: Hex): void {
  const { dispatch_error, sudo_result } = Object(fields) as { readonly [key: string]: Json };
  if (event === "System.ExtrinsicFailed") throw dispatchError(fromJson(DispatchError, dispatch_error), transaction);
  if (event !== "Sudo.Sudid" && event !== "Sudo.SudoAsDone") return;
  const result = fromJson(DispatchResult, sudo_result);
  if (result.type === "Err") throw dispatchError(result.value, transaction);
}
