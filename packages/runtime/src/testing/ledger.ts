import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, sha256 } from "@pha/crypto";
import { useNativeHashes, verifySignature } from "@pha/crypto/node";
import {
  type Accessors,
  type AnyPallet,
  accessState,
  type Call,
  type Env,
  type Event,
  type EventFields,
  type StateView,
  viewOf,
  type WritableState,
} from "@pha/frame";
import { genesisHeader, type Header, headerHash } from "@pha/light-client";
import type { GenesisConfig } from "../chain-spec/chain-spec.ts";
import { phala } from "../chain-spec/networks.ts";
import type { Block } from "../executive/block.ts";
import { noHost } from "../executive/native-runtime.ts";
import { makeRuntime } from "../executive/runtime.ts";
import { type Era, immortal } from "../extrinsic/era.ts";
import { signExtrinsic } from "../extrinsic/signing.ts";
import type { Pallet } from "../pallet.ts";
import type { AccountData } from "../pallets/balances/account-data.ts";
import { setFree } from "../pallets/balances/ledger.ts";
import { parameters } from "../pallets/parameters/spec.ts";
import { system } from "../pallets/system/spec.ts";
import type { Applied, ExecutedBlock, Runtime } from "../runtime.ts";
import { corePallets } from "./core.ts";
import { programs } from "./enclave.ts";
import { Money } from "./money.ts";
import { accountOf, type Caller, originOf, type Person } from "./people.ts";

/** Differences of a test's network from the development network, but for the days, which are whole ones. */
export interface LedgerOptions {
  readonly genesis?: Partial<GenesisConfig>;
  /** Time from one block to the next. */
  readonly blockMs?: bigint;
  /** Header of block 0, whose hash names the network; by default one that follows from the state. */
  readonly header?: Header;
}

/** An event of one pallet. */
export type EventOf<P extends AnyPallet> = {
  readonly [N in keyof P["events"] & string]: { readonly type: N; readonly value: EventFields<P, N> };
}[keyof P["events"] & string];

useNativeHashes();

/** Root of every state but the first, in place of the real one: no pallet reads it, and computing it costs most. */
const anyRoot: Hex = `0x${"00".repeat(32)}`;

/** Some digest of a state, so that two networks have two genesis hashes. */
const digestOf = (state: ReadonlyMap<Hex, Uint8Array>): Hex =>
  toHex(sha256(utf8([...state].map(([key, value]) => `${key}=${toHex(value)}`).join())));

/**
 * A ledger in memory whose newest block is open: calls run in it one after another, until the next one begins. No
 * signature and no fee stands between a test and a pallet; `sign` and `block` are for tests of those. Money is counted
 * after every block.
 */
export class TestLedger {
  readonly runtime: Runtime;
  /** As the newest closed block left it. */
  readonly state: Map<Hex, Uint8Array>;
  readonly genesisHash: Hex;
  /** The newest closed block. */
  head: Header;
  private readonly money: Money;
  private readonly blockMs: bigint;
  private open: Block;
  private readonly current: WritableState = {
    get: (key) => this.open.execution.overlay.get(key),
    put: (key, value) => this.open.execution.overlay.put(key, value),
  };
  /** Events of the open block that its list has already. */
  private listed = 0;
  /** Events of the newest step, and how many of the open block's are among them or older. */
  private recent: Event[] = [];
  private seen = 0;

  constructor(pallets: readonly Pallet[], { genesis, blockMs = 1_000n, header }: LedgerOptions = {}) {
    const used = new Map([...corePallets, ...pallets].map((pallet) => [pallet.spec.name, pallet]));
    const inOrder = [...used.values()].sort((a, b) => a.spec.index - b.spec.index);
    const spec = phala({ programs });
    this.runtime = makeRuntime(inOrder, noHost);
    this.state = this.runtime.genesis(
      { ...spec, genesis: { ...spec.genesis, parameters: parameters.genesis.initial, ...genesis } },
      utf8("code"),
    );
    this.head = header ?? genesisHeader(digestOf(this.state));
    this.genesisHash = headerHash(this.head);
    this.money = new Money(this.state);
    this.blockMs = blockMs;
    this.open = this.begin();
  }

  /** Number and time of the open block. */
  get now(): { readonly number: number; readonly timeMs: bigint } {
    return this.open.execution.block;
  }

  /** The state as the newest closed block left it. */
  get view(): StateView {
    return viewOf(this.state);
  }

  /** Hash of a closed block; of all but genesis the ledger forgets those that are long past. */
  hashOf(number: number): Hex {
    return this.of(system).blockHash.get(number);
  }

  /** A pallet's storage, to read and to write past all rules. */
  of<P extends AnyPallet>(pallet: P): Accessors<P> {
    return accessState(pallet, this.current);
  }

  /**
   * Dispatches a call in the open block.
   *
   * @throws what the call throws; all it did is undone.
   */
  run(caller: Caller, call: Call): void {
    this.step(() => {
      const outcome = this.open.execution.dispatch(call, originOf(caller));
      if (!outcome.ok) throw outcome.cause;
    });
  }

  /**
   * Code of the error by which a call is refused.
   *
   * @throws Error when it is not; what is thrown without a code.
   */
  refusal(caller: Caller, call: Call): string {
    try {
      this.run(caller, call);
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code === undefined) throw error;
      return code;
    }
    throw new Error(`${call.type}.${call.value.type} was not refused`);
  }

  /** Runs functions that pallets have for each other; a throw undoes them and passes on. */
  act<T>(body: (env: Env) => T): T {
    return this.step(() => this.open.execution.transaction(() => body(this.open.execution.env)));
  }

  /** Sets free balances; the issuance follows. */
  setBalances(amounts: Readonly<Record<Person, bigint>>): void {
    this.act((env) => {
      for (const [person, amount] of Object.entries(amounts)) setFree(env, accountOf(person), amount);
    });
  }

  balanceOf(person: Person): AccountData {
    return this.of(system).account.get(accountOf(person)).data;
  }

  /** Events of one pallet from the newest step: a call, a block, or all blocks of `runTo`. */
  events<P extends AnyPallet>(pallet: P): EventOf<P>[] {
    return this.recent.filter(({ type }) => type === pallet.name).map(({ value }) => value as unknown as EventOf<P>);
  }

  /** Names of those events, or of all: `Pallet.Event`. */
  happened(pallet?: AnyPallet): string[] {
    if (pallet) return this.events(pallet).map(({ type }) => type);
    return this.recent.map(({ type, value }) => `${type}.${value.type}`);
  }

  /** Closes blocks until this one is open, or the first one at this time or later. */
  runTo(goal: number | { readonly timeMs: bigint }): void {
    this.step(() => {
      const isThere = () => (typeof goal === "number" ? this.now.number >= goal : this.now.timeMs >= goal.timeMs);
      while (!isThere()) this.close();
    });
  }

  /** Signs a call with the account's next nonce, or the one given. */
  sign(
    key: Keypair,
    call: Call,
    options: { nonce?: number; tip?: bigint; era?: Era; eraBlockHash?: Hex } = {},
  ): Uint8Array {
    const {
      nonce = this.of(system).account.get(key.accountId).nonce,
      tip = 0n,
      era = immortal,
      eraBlockHash,
    } = options;
    const context = { genesisHash: this.genesisHash, ...(eraBlockHash && { eraBlockHash }) };
    return signExtrinsic(key, call, { era, nonce, tip }, context);
  }

  /** Applies extrinsics, each checked as a validator does, and closes the block. */
  block(...extrinsics: readonly Uint8Array[]): Applied[] {
    return this.blockOf(...extrinsics).applied;
  }

  /** Like `block`, with everything that a host gets of the block. */
  blockOf(...extrinsics: readonly Uint8Array[]): ExecutedBlock & { readonly applied: Applied[] } {
    return this.step(() => {
      const applied = extrinsics.map((bytes) => this.apply(bytes));
      return { ...this.close(), applied };
    });
  }

  /** Signs a call, puts it alone into the block and gives what it did. */
  send(key: Keypair, call: Call): Applied {
    return this.block(this.sign(key, call))[0] as Applied;
  }

  /** Another block after the newest closed one, to try calls in: nothing of it reaches the ledger. */
  beside(): Block {
    const { timeMs } = this.now;
    return this.runtime.startBlock(this.view, this.head, { timeMs, epoch: 1n, round: 0 }) as Block;
  }

  private apply(bytes: Uint8Array): Applied {
    this.list();
    const extrinsic = this.runtime.decodeExtrinsic(bytes);
    const check = this.runtime.signatureCheck(extrinsic, this.runtime.chainAfter(this.view, this.head));
    if (!verifySignature(check.scheme, check.publicKey, check.message, check.signature))
      throw new Error("bad signature");
    const applied = this.open.applyExtrinsic(extrinsic);
    this.listed = this.open.execution.events.length;
    return applied;
  }

  private step<T>(body: () => T): T {
    this.recent = [];
    this.seen = this.open.execution.events.length;
    const result = body();
    this.collect();
    return result;
  }

  private collect(): void {
    const { events } = this.open.execution;
    this.recent.push(...events.slice(this.seen));
    this.seen = events.length;
  }

  /** Puts events that no extrinsic caused into the block's list, where they are encoded. */
  private list(): void {
    const { events } = this.open.execution;
    if (events.length > this.listed) this.open.record({ type: "Finalization" }, this.listed);
    this.listed = events.length;
  }

  private begin(): Block {
    const timeMs = this.blockMs * BigInt(this.head.number + 1);
    const block = this.runtime.startBlock(this.view, this.head, { timeMs, epoch: 1n, round: 0 }) as Block;
    this.listed = block.execution.events.length;
    return block;
  }

  private close(): ExecutedBlock {
    this.list();
    const block = this.open.finish();
    const [bug] = block.bugs;
    if (bug !== undefined) throw bug;
    this.money.follow(this.state, block.changes);
    for (const [key, value] of block.changes) {
      if (value === undefined) this.state.delete(key);
      else this.state.set(key, value);
    }
    this.collect();
    this.seen = 0;
    this.head = { ...block.header, stateRoot: anyRoot };
    this.open = this.begin();
    return block;
  }
}
