import { chainErrors, type NamedCall } from "@pha/api";
import { AccountId, fromJson, type Hex, type Json } from "@pha/codec";
import { errors } from "../errors.ts";
import {
  expectBigint,
  expectCount,
  expectDuration,
  expectFunction,
  expectHash,
  expectNamedCall,
  expectText,
  expectUrls,
} from "../given/parameter.ts";
import { type Chain, openChain } from "../ledger/chain.ts";
import { throwFailure } from "../transactions/failure.ts";
import { preflight } from "../transactions/preflight.ts";
import type { Fetch } from "../transport/transport.ts";
import { waiting } from "../transport/waiting.ts";

/** A block that was sealed on request. */
export interface SealedBlock {
  readonly number: number;
  readonly hash: Hex;
}

/** What a transaction did: its place in its block, and its events. */
export interface Effects {
  readonly index: number;
  readonly events: readonly { readonly pallet: string; readonly name: string; readonly fields: Json }[];
}

/**
 * What only a development network does, by its chain's word alone: nothing here is verified. Every method throws
 * `chain-dev.DevelopmentOnly` elsewhere, and `chain-dev.NeedsInstantFinality` where it says so.
 */
export class Dev {
  readonly #chain: Chain;

  /** @param chain - URL of the chain, `http://127.0.0.1:9944`, or of several replicas */
  constructor(chain: string | readonly string[], fetch: Fetch = globalThis.fetch) {
    expectUrls("chain", chain);
    expectFunction("fetch", fetch);
    this.#chain = openChain(chain, fetch);
  }

  /** Gives an account PHA (plancks; 1000 PHA when absent). Returns the transaction. */
  async faucet(to: string, amount?: bigint): Promise<Hex> {
    if (amount !== undefined) expectBigint("amount in plancks", amount);
    return (await this.#chain.dev.faucet({ to: accountOf(to), amount })).hash;
  }

  /** Sets a free balance, in plancks; the total issuance follows. Returns the transaction. */
  async setBalance(account: string, free: bigint): Promise<Hex> {
    expectBigint("free in plancks", free);
    return (await this.#chain.dev.setBalance({ account: accountOf(account), free })).hash;
  }

  /** As `Network.preflight`, of a call by its names. */
  async preflight(from: string, call: NamedCall): Promise<bigint> {
    expectNamedCall(call);
    const accountId = accountOf(from);
    const { unsigned } = await this.#chain.calls.prepare({ ...call, from: accountId });
    return preflight(this.#chain, { accountId, scheme: "sr25519" }, unsigned.call);
  }

  /** Signs a call as a development account (`//Alice`) and hands it in. Returns the transaction. */
  async submit(from: string, call: NamedCall): Promise<Hex> {
    expectText("from", from);
    expectNamedCall(call);
    return (await this.#chain.dev.submit({ from, ...call })).hash;
  }

  /** Hands in a call that is dispatched as if `from`, any account, had signed it. Returns the transaction. */
  async impersonate(from: string, call: NamedCall): Promise<Hex> {
    expectNamedCall(call);
    return (await this.#chain.dev.impersonate({ from: accountOf(from), ...call })).hash;
  }

  /** Seals a block now. */
  seal(): Promise<SealedBlock> {
    return atAuthor(() => this.#chain.dev.seal());
  }

  /** Seals a block of a later time, in ms since 1970; the clock goes on from there. Needs instant finality. */
  async travel(timeMs: number): Promise<SealedBlock & { readonly timeMs: bigint }> {
    expectCount("timeMs", timeMs);
    return atAuthor(() => this.#chain.dev.travel({ timeMs: BigInt(timeMs) }));
  }

  /** Remembers blocks, state, waiting extrinsics and the clock, until the chain ends. Needs instant finality. */
  async snapshot(): Promise<Hex> {
    return (await atAuthor(() => this.#chain.dev.snapshot())).id;
  }

  /**
   * Goes back to a snapshot, and forgets it with all that were taken after it. Clients that verify have seen blocks that
   * never were: connect again.
   *
   * @throws `chain-dev.NoSuchSnapshot`
   */
  async revert(snapshot: Hex): Promise<SealedBlock> {
    expectText("snapshot", snapshot);
    return atAuthor(() => this.#chain.dev.revert({ id: snapshot }));
  }

  /** Time of the newest block, in ms since 1970. */
  async now(): Promise<number> {
    return Number((await this.#chain.blocks.header({ block: "head" })).timeMs);
  }

  /** Number of the newest block. */
  async height(): Promise<number> {
    return (await this.#chain.blocks.header({ block: "head" })).number;
  }

  /**
   * Waits until a transaction is final; says in which block.
   *
   * @throws the call's own error, also where it was dispatched by another call; `sdk.TransactionRefused`,
   *   `sdk.TransactionPending`
   */
  async settled(transaction: Hex, timeoutMs = 60_000): Promise<SealedBlock> {
    expectHash("transaction", transaction);
    expectDuration("timeoutMs", timeoutMs);
    const hash = transaction;
    const steps = this.#chain.transactions.follow({ hash }, AbortSignal.timeout(timeoutMs));
    for await (const { status, block: in_, reason, failures } of steps) {
      if (status === "invalid" || status === "dropped")
        throw errors.TransactionRefused({ transaction, status, reason });
      if (status !== "finalized" || !in_) continue;
      throwFailure(failures, { transaction });
      return in_;
    }
    throw errors.TransactionPending({ transaction, seconds: timeoutMs / 1_000 });
  }

  /**
   * What a transaction that is in a block did.
   *
   * @throws `chain-api.ExtrinsicNotFound`
   */
  async effects(transaction: Hex): Promise<Effects> {
    expectHash("transaction", transaction);
    const { extrinsic } = await this.#chain.extrinsics.get({ hash: transaction });
    const events = extrinsic.events.map(({ pallet, name, fields }) => ({ pallet, name, fields }));
    return { index: extrinsic.index, events };
  }
}

const accountOf = (address: string): AccountId => fromJson(AccountId, address);

/** How long the author is looked for: longer than it takes another replica to become it. */
const authorWithinMs = 10_000;

/**
 * Asks until the author answers. Another replica refuses and has done nothing; behind several URLs, or a balancer, the
 * next request goes to the next one.
 */
async function atAuthor<T>(ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!chainErrors.NotTheAuthor.is(error) || performance.now() - began > authorWithinMs) throw error;
    }
    await waiting.pause(waiting.backoffMs(Math.min(attempt, 4)));
  }
}
