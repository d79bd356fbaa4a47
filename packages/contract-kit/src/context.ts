import type { EventShape, EventValue } from "./effects.ts";
import { emitEvent, payOut, pushCommand } from "./effects.ts";
import type { Account, Schema } from "./schema.ts";
import { openState, type RawState, type ReadonlyStateOf, type StateOf, type StateShape } from "./state.ts";

/** The block whose commands are executed, or at which a query looks. */
export interface Block {
  readonly number: number;
  /** `0x` and 64 hexadecimal digits. */
  readonly hash: `0x${string}`;
  /** Milliseconds since 1970, agreed by the validators. */
  readonly timeMs: number;
}

/** A run of a task. */
export interface TaskRun {
  readonly name: string;
  /** The block at which it was due: the same for all who run it then. */
  readonly due: number;
  /** Identity of the worker that runs it. */
  readonly worker: `0x${string}`;
}

/** Requests to servers outside. */
export interface Http {
  /**
   * Fetches over HTTPS, as the Fetch standard has it, with whole bodies; whoever runs the worker sees the server's name
   * alone. It rejects with a `code`: `http.TimedOut`, `http.TlsFailed` and the like.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/** Schemes of the ledger's accounts, and of Ethereum's. */
export type AccountScheme = "sr25519" | "ed25519" | "ecdsa" | "ethereum";

/** What every context has. `Date` and `Math.random` come from here too: block time, and the call's randomness. */
export interface ReadContext<S = StateShape> {
  /** Whose signature was verified; `undefined` for an anonymous query. */
  readonly caller: Account | undefined;
  readonly block: Block;
  /** This contract's own id, and its code's hash. */
  readonly self: `0x${string}`;
  readonly codeHash: `0x${string}`;
  readonly state: ReadonlyStateOf<S>;
  /**
   * What somebody sealed to this contract, of an item in the arguments (`s.sealed`): whoever it was, whoever brought it.
   * `undefined` for what does not open, is not as the schema says, or comes after 128 others.
   */
  open<T>(schema: Schema<T>, item: string): T | undefined;
  /** Unpredictable bytes, up to 65,536: in commands the same on every worker, and nobody can choose them. */
  random(length: number): Uint8Array;
  /** Hashes of bytes, or of a text's UTF-8: made by the host, so they cost little gas. */
  readonly hash: Hashes;
  /**
   * Signs bytes, or a text's UTF-8, with a seed of 32 bytes; the same bytes have one signature. One of `ecdsa` is over
   * BLAKE2b-256 of the message, as the ledger's; one of `ethereum` is over the 32 bytes of a digest, and ends with 27 or 28.
   *
   * @throws `RangeError` for a seed that is none
   */
  sign(scheme: AccountScheme, seed: Uint8Array, message: Uint8Array | string): Uint8Array;
  /** Who signs with a seed: a public key of 32 bytes, 33 of `ecdsa`, or an address of 20 of `ethereum`. */
  publicKey(scheme: AccountScheme, seed: Uint8Array): Uint8Array;
  /**
   * Whether a signature is that of a public key, by the ledger's rule for the scheme, or of an address; false for what is
   * malformed. Of `ecdsa` the account's 32 bytes will do. `crypto.subtle` has the schemes of the web.
   */
  verify(scheme: AccountScheme, key: Uint8Array, message: Uint8Array | string, signature: Uint8Array): boolean;
  /** A line for the contract's owner; nobody else can read it. `console` writes there too. */
  log(line: string): void;
}

/** Context of a query. */
export interface QueryContext<S = StateShape> extends ReadContext<S> {
  /** The world outside, for queries and tasks alone: what a command comes to must be the same on every worker. */
  readonly http: Http;
  /**
   * 32 bytes that name this query, and no other of any client: the same when the client, or a gatekeeper, has it asked once
   * more. What is fetched with it in it, a server can do once.
   */
  readonly requestId: `0x${string}`;
}

/** Hash functions; each gives 32 bytes. */
export interface Hashes {
  sha256(data: Uint8Array | string): Uint8Array;
  blake2b256(data: Uint8Array | string): Uint8Array;
  keccak256(data: Uint8Array | string): Uint8Array;
}

/** Context of the constructor: as of a query, but there is always a caller, and the state can be written. */
export interface InitContext<S = StateShape> extends Omit<ReadContext<S>, "caller" | "state"> {
  readonly caller: Account;
  readonly state: StateOf<S>;
}

/** Context in which new code takes over what other code has left: nobody calls. */
export interface MigrateContext<S = StateShape, W = StateShape> extends SettledContext<S> {
  /** The parts of the state that `was` declares, as the code before had them. */
  readonly was: StateOf<W>;
}

/** Context in which a contract is told what came of its effects: nobody calls. */
export type SettledContext<S = StateShape> = Omit<InitContext<S>, "caller">;

/** Context of a command: as of the constructor, and it may have effects on the ledger, if it succeeds. */
export interface CommandContext<S = StateShape, E extends EventShape = EventShape> extends InitContext<S> {
  /** What came with the command, in plancks: the contract's once the command is agreed on, the caller's again if it fails. */
  readonly value: bigint;
  /** The run that sent the command, if a task did: then its worker is the caller. */
  readonly task: TaskRun | undefined;
  /**
   * Has the contract's account pay, once a majority of the workers agrees on this command. What came of it `settled` is
   * told, under the id that this gives.
   */
  pay(to: Account, amount: bigint): string;
  /** Tells everybody something that `events` declares, likewise. */
  emit<K extends keyof E & string>(name: K, value: EventValue<E[K]>): string;
  /**
   * Sends a command to another contract, likewise: everybody reads it, this contract is its caller, and pays
   * a fee of 0.002 PHA. That it was sent `settled` is told, not what came of it. Arguments are of at most a KiB of JSON.
   */
  push(contract: `0x${string}`, method: string, args?: unknown): string;
}

/** The context as the engine hands it over. */
export interface RawContext {
  readonly caller?: Account;
  readonly block: Block;
  readonly self: `0x${string}`;
  readonly codeHash: `0x${string}`;
  readonly state: RawState;
  /** Decimal; of messages of the ledger alone. */
  readonly message?: string;
  readonly value?: string;
  readonly task?: TaskRun;
  readonly requestId?: `0x${string}`;
  readonly open: (item: string) => string | undefined;
  readonly random: (length: number) => Uint8Array;
  readonly hash: Hashes;
  readonly sign: ReadContext["sign"];
  readonly publicKey: ReadContext["publicKey"];
  readonly verify: ReadContext["verify"];
  readonly http: Http;
  readonly log: (line: string) => void;
  /** Places of effects among those of the message. */
  readonly pay: (to: string, amount: string) => number;
  readonly emit: (name: string, json: string) => number;
  readonly push: (contract: string, method: string, json: string) => number;
}

/** The context with the contract's own state and events in it. Its hashes are loaded by who asks for them. */
export const openContext = <S extends StateShape, E extends EventShape>(
  raw: RawContext,
  shape: S,
  events: E,
): CommandContext<S, E> & Pick<QueryContext, "http" | "requestId"> =>
  ({
    caller: raw.caller,
    block: raw.block,
    self: raw.self,
    codeHash: raw.codeHash,
    state: openState(shape, raw.state),
    value: BigInt(raw.value ?? 0),
    task: raw.task,
    requestId: raw.requestId,
    open: (schema, item) => openItem(raw, schema, item),
    random: raw.random,
    get hash() {
      return raw.hash;
    },
    sign: raw.sign,
    publicKey: raw.publicKey,
    verify: raw.verify,
    http: raw.http,
    pay: (to, amount) => payOut(raw, to, amount),
    emit: (name, value) => emitEvent(raw, events, name, value),
    push: (contract, method, args) => pushCommand(raw, contract, method, args),
    log: raw.log,
  }) as CommandContext<S, E> & Pick<QueryContext, "http" | "requestId">;

/** What strangers sealed is no reason for a call to fail. */
function openItem<T>(raw: RawContext, schema: Schema<T>, item: string): T | undefined {
  const content = raw.open(item);
  if (content === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(content), "item");
  } catch {
    return undefined;
  }
}
