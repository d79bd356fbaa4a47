import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Abi, checkCall } from "@pha/contract-engine/abi";
import { type LogPage, logMethod } from "@pha/contract-engine/log";
import { eventOf, makeCall, readState } from "@pha/frame";
import { type Contract as ContractRecord, contractLimits, contracts, encodeCall, messages } from "@pha/runtime/spec";
import { type Call, newQueryId, type Scope, sealCommand, sealItem } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import {
  expectBigint,
  expectBytes,
  expectCaller,
  expectCount,
  expectFlag,
  expectFunction,
  expectHash,
  expectOneOf,
  expectOptions,
  expectSigner,
  expectText,
  oneOf,
  sendOptions,
} from "../given/parameter.ts";
import type { Services } from "../services.ts";
import type { Signer } from "../signer.ts";
import { preflight } from "../transactions/preflight.ts";
import type { FinalizedReceipt, SendOptions } from "../transactions/submit.ts";
import type { WalletCaller } from "../wallets/wallet.ts";
import { expectPolicy } from "./facts.ts";
import { inEpoch, type Opened } from "./in-epoch.ts";
import { encodeArguments, expectLength, jsonOf } from "./payload.ts";
import type { Answer } from "./query.ts";
import type { CommandReceipt, ReceiptQuestion, Standing } from "./receipts.ts";
import { currentSession, type Session } from "./session.ts";
import { type UpgradeOptions, upgrade } from "./upgrade.ts";

export interface ContractOptions {
  /** SHA-256 of the code that must run; any that the ledger names, when absent. */
  readonly codeHash?: Hex;
  /**
   * Who at most may be able to put other code in its place; anybody whom the contract's policy lets, when absent. The
   * policy is settled when a contract is made.
   */
  readonly upgrades?: "never" | "governance";
}

export interface QueryOptions {
  /** Who asks: an account, here or in a wallet, or a session that it certified. Anonymous when absent. */
  readonly caller?: Signer | WalletCaller | Session;
  /** Identity of the only worker that may answer. */
  readonly worker?: Hex;
  /** The answer must have seen this block. Commands sent through the same object are always seen. */
  readonly atLeast?: number;
  /**
   * From the second query on, a client asks in a session with one worker, which it opens for all that are to come; it goes
   * on without one where none can be had. `never`: each query stands alone, and whoever carries it cannot link it to
   * others. `require`: none is asked alone.
   */
  readonly session?: "never" | "require";
}

export interface LogOptions {
  /** Identity of the only worker that may answer. */
  readonly worker?: Hex;
  /** The place after which lines are wanted: all that there are, when absent. */
  readonly after?: number;
}

/** A command that is final: every worker of the cluster executes it in ledger order. */
export interface FinalCommand extends FinalizedReceipt {
  /** Its number among the messages of the contract's cluster: what its receipt is asked for by. */
  readonly message: bigint;
}

/** A command that did what it should, and its verified receipt. */
export type ExecutedCommand<R = unknown> = FinalCommand & CommandReceipt<R>;

export interface CommandOptions extends SendOptions {
  /**
   * What the command brings, in plancks: nothing, or 0.01 PHA at least. It is the contract's once it is agreed that the
   * command did what it should; otherwise it returns.
   */
  readonly value?: bigint;
  /**
   * What to wait for. `provisional` (default): its receipt from one worker, accepted as answers are. `agreed`: a receipt
   * that the cluster's majority put on the ledger. `finalized`: only that it will be executed; whether it succeeds is not
   * known then, and {@link Contract.receipt} tells.
   */
  readonly wait?: Standing | "finalized";
  /** Ask first what would come of it, as `Network.preflight` does; when it would fail, nothing is signed. */
  readonly preflight?: boolean;
  /** Told when the command is final, for people who wait. */
  readonly onFinal?: (command: FinalCommand) => void;
}

export interface ReceiptOptions {
  /** How much must speak for the receipt; `provisional`. */
  readonly standing?: Standing;
  /** How long to wait for it; 10 s. */
  readonly timeoutMs?: number;
}

/** A contract of a network, as one client uses it. */
export class Contract {
  readonly id: Hex;
  readonly #services: Services;
  #options: ContractOptions;
  #lastCommand = 0;

  constructor(services: Services, id: Hex, options: ContractOptions) {
    this.#services = services;
    this.id = id;
    this.#options = options;
  }

  /**
   * What the ledger knows of the contract, proven.
   *
   * @throws `sdk.UnknownContract`, `sdk.CodeDiffers`, `sdk.UpgradableBy`
   */
  async record(): Promise<ContractRecord> {
    const { follower } = this.#services;
    await follower.fresh();
    let record = await this.#find();
    if (record?.encryptKey === undefined) {
      await follower.refresh(); // it may have just been made
      record = await this.#find();
    }
    if (!record) throw errors.UnknownContract({ contract: this.id });
    const { codeHash = record.codeHash, upgrades } = this.#options;
    expectPolicy(this.id, record, upgrades);
    if (record.codeHash !== codeHash) throw errors.CodeDiffers({ expected: codeHash, actual: record.codeHash });
    return record;
  }

  /**
   * The contract's ABI, read from its proven code; `undefined` when that carries none: then calls go out unchecked.
   *
   * @throws `sdk.UnknownContract`, `sdk.CodeDiffers`
   */
  async abi(): Promise<Abi | undefined> {
    const { codeHash } = await this.record();
    return this.#services.abis.get(codeHash);
  }

  /**
   * Holds a call against the contract's ABI, where there is one. What sends it does so too, before anything is signed.
   *
   * @throws `contract-engine.UnknownMethod`, `contract-engine.IsQuery`, `contract-engine.IsCommand`,
   *   `contract-engine.WrongArguments`, `contract-engine.NotPayable`; `sdk.UnknownContract`, `sdk.CodeDiffers`
   */
  async check(kind: "commands" | "queries", method: string, args?: unknown, value = 0n): Promise<void> {
    expectOneOf("kind", ["commands", "queries"], kind);
    expectText("method", method);
    expectBigint("value", value);
    await this.#call(kind, method, args, await this.record(), value);
  }

  /**
   * Sends a command, encrypted to the contract's proven key and bound to the sender, and waits until it is final and its
   * verified receipt says how it ended. Method and arguments are held against the ABI before anything is signed, and what
   * reads the receipt is stored before anything is handed in.
   *
   * @throws `contract-engine.UnknownMethod`, `contract-engine.IsQuery`, `contract-engine.WrongArguments`,
   *   `contract-engine.NotPayable`; {@link ContractError} when the command failed: it changed nothing; `sdk.ContractNotReady`, `sdk.ContractBroken`,
   *   `sdk.ContractHalted`, `Contracts.TooLong`, and what `Network.submit` throws when it did not become final;
   *   `sdk.ReceiptPending` and verification errors when it did, and its receipt is not to be had
   */
  command(
    signer: Signer,
    method: string,
    args: unknown,
    options: CommandOptions & { readonly wait: "finalized" },
  ): Promise<FinalCommand>;
  command<R = unknown>(
    signer: Signer,
    method: string,
    args?: unknown,
    options?: CommandOptions & { readonly wait?: Standing },
  ): Promise<ExecutedCommand<R>>;
  async command(signer: Signer, method: string, args?: unknown, options: CommandOptions = {}): Promise<FinalCommand> {
    expectSigner(signer);
    expectText("method", method);
    expectOptions(options, {
      ...sendOptions,
      ...{ wait: oneOf("provisional", "agreed", "finalized"), preflight: expectFlag, onFinal: expectFunction },
      value: expectBigint,
    });
    const { wait = "provisional", value = 0n, onFinal, preflight: isToBeAsked = false, ...send } = options;
    const { chain, commands, primitives, receipts, submitter } = this.#services;
    const { sent, push, cluster } = await this.#inEpoch(async ({ key, scope, cluster, closed }) => {
      if (closed) throw closed;
      const call = await this.#call("commands", method, args, scope, value);
      const { sealed, receiptKey } = sealCommand(primitives, key, scope, signer.accountId, call);
      expectLength(sealed.ciphertext, contractLimits.ciphertext);
      if (wait !== "finalized") receipts.requireGatekeeper();
      const { contract, codeHash, epoch } = scope;
      const sent = { contract, codeHash, epoch, enc: receiptKey.enc, secret: toHex(receiptKey.secret) };
      const push = makeCall(contracts, "push_command", {
        ...{ contract, epoch, ...sealed },
        ...{ value, asset: undefined, reads: [] },
      });
      if (isToBeAsked) await preflight(chain, signer, encodeCall(push), send.tip);
      return { sent, push, cluster };
    });
    await commands.put(sent);
    const receipt = await submitter.finalize(signer, push, send);
    const { number } = receipt.block;
    this.#lastCommand = Math.max(this.#lastCommand, number);
    const final = { ...receipt, message: messageOf(receipt, cluster) };
    onFinal?.(final);
    if (wait === "finalized") return final;
    const { message } = final;
    return { ...final, ...(await this.#read(message, () => sent, number, wait, options.timeoutMs)) };
  }

  /**
   * Seals something to the contract, as JSON: an item for whoever brings it there, in the arguments of a command or a query
   * that take one (`s.sealed`). It opens as long as the contract's key epoch lasts, and for today's code alone. Nothing is
   * signed, and nobody is named in it.
   */
  seal(content: unknown): Promise<string> {
    const json = JSON.stringify(content) ?? "null";
    const { primitives } = this.#services;
    return this.#inEpoch(async ({ key, scope }) => sealItem(primitives, key, scope, utf8(json)));
  }

  /**
   * The receipt of a command that a client with this client's store sent, by its message's number: also long after, and
   * when the client that sent it is gone.
   *
   * @throws {@link ContractError} when the command failed; `sdk.ReceiptKeyMissing` when it was somebody else's;
   *   `miner.UnknownMessage`, `miner.ReceiptExpired`, `sdk.ReceiptPending`, and verification errors
   */
  async receipt<R = unknown>(message: bigint, options: ReceiptOptions = {}): Promise<CommandReceipt<R>> {
    expectBigint("message", message);
    expectOptions(options, { standing: oneOf("provisional", "agreed"), timeoutMs: sendOptions.timeoutMs });
    const { standing = "provisional", timeoutMs = 10_000 } = options;
    const sent = (enc: Hex) => this.#services.commands.get(this.id, enc);
    return (await this.#read(message, sent, 0, standing, timeoutMs)) as CommandReceipt<R>;
  }

  /**
   * Has the contract go over to other code, which the ledger stores unless it has it, and waits until its workers agree:
   * by its owner, if its policy lets that. The code's `migrate` takes over the state; where that fails, nothing changes.
   * This object goes on with the new code, whatever it was made for.
   *
   * @returns the code's hash
   * @throws `sdk.UpgradeFailed`, `sdk.UpgradeUndecided`; `Contracts.UpgradeForbidden`, `Contracts.NotOwner`,
   *   `Contracts.SameCode`, and what `Network.submit` throws
   */
  async upgrade(signer: Signer, code: Uint8Array, options: UpgradeOptions = {}): Promise<Hex> {
    expectSigner(signer);
    expectBytes("code", code);
    const { timeoutMs } = sendOptions;
    expectOptions(options, { progress: expectFunction, timeoutMs, preflight: expectFlag });
    const codeHash = await upgrade(this.#services, signer, this.id, code, options);
    if (this.#options.codeHash !== undefined) this.#options = { ...this.#options, codeHash };
    return codeHash;
  }

  /**
   * Takes back what a command of the signer's brought, by its block and number, when the contract is halted, or nothing
   * was agreed for seven days: it is halted then.
   *
   * @throws `Contracts.NothingBrought`, `Contracts.TooEarly`, and what `Network.submit` throws
   */
  async reclaim(
    signer: Signer,
    { block, message }: { readonly block: number; readonly message: bigint },
    options: SendOptions & { readonly preflight?: boolean } = {},
  ): Promise<FinalizedReceipt> {
    expectSigner(signer);
    expectCount("block", block);
    expectBigint("message", message);
    expectOptions(options, { ...sendOptions, preflight: expectFlag });
    const { preflight: isToBeAsked = false, ...send } = options;
    const { chain, submitter } = this.#services;
    const call = makeCall(contracts, "reclaim", { contract: this.id, block, message });
    if (isToBeAsked) await preflight(chain, signer, encodeCall(call), send.tip);
    return submitter.finalize(signer, call, send);
  }

  /**
   * Numbers of the commands that a client with this client's store sent, among the contract's newest thousand, newest
   * first: for who sent them and did not get to know.
   */
  sentMessages(): Promise<readonly bigint[]> {
    const { commands, receipts } = this.#services;
    return receipts.list(this.id, async (enc) => (await commands.get(this.id, enc)) !== undefined);
  }

  #read(
    message: bigint,
    sent: ReceiptQuestion["sent"],
    atLeast: number,
    standing: Standing,
    timeoutMs = 60_000,
  ): Promise<CommandReceipt> {
    const { genesisHash: genesis, receipts } = this.#services;
    return receipts.read({ genesis, contract: this.id, message, sent, atLeast, standing, timeoutMs });
  }

  /**
   * Asks one worker, encrypted, and verifies its answer. Method and arguments are held against the ABI first.
   *
   * @throws `contract-engine.UnknownMethod`, `contract-engine.IsCommand`, `contract-engine.WrongArguments`; {@link ContractError} when the contract refuses; `sdk` and `light-client` errors when the answer does not
   *   hold; the network's own when it cannot answer
   */
  async query<R = unknown>(method: string, args?: unknown, options: QueryOptions = {}): Promise<Answer<R>> {
    expectText("method", method);
    const { desk, primitives } = this.#services;
    expectOptions(options, {
      ...{ caller: expectCaller, worker: expectHash, atLeast: expectCount, session: oneOf("never", "require") },
    });
    const { caller, session: channel } = options;
    const { worker, atLeast = 0 } = options;
    const id = newQueryId(primitives);
    return this.#inEpoch(async ({ key, scope }) => {
      const call = await this.#call("queries", method, args, scope);
      const session = caller && (isSession(caller) ? caller : await currentSession(this.#services, caller));
      const question = { id, contract: this.id, key, scope, call, session, worker, channel };
      return (await desk.ask({ ...question, atLeast: Math.max(atLeast, this.#lastCommand) })) as Answer<R>;
    });
  }

  /**
   * What the contract logged, of the newest lines that one worker has: of commands they are on every worker the same, of
   * queries those that this one answered. `after` continues from a place of the same book, with the worker that gave it.
   *
   * @throws {@link ContractError} with `contract-engine.NotOwner` unless the contract's owner asks; as {@link query}
   */
  async logs(owner: Signer | Session, options: LogOptions = {}): Promise<Answer<LogPage>> {
    expectCaller("owner", owner);
    expectOptions(options, { worker: expectHash, after: expectCount });
    const { desk, primitives } = this.#services;
    const { worker, after = 0 } = options;
    const call = { method: logMethod, args: encodeArguments(after) };
    const id = newQueryId(primitives);
    return this.#inEpoch(async ({ key, scope }) => {
      const session = isSession(owner) ? owner : await currentSession(this.#services, owner);
      const question = { id, contract: this.id, key, scope, call, session, worker, atLeast: this.#lastCommand };
      return (await desk.ask(question)) as Answer<LogPage>;
    });
  }

  #inEpoch<T>(run: (opened: Opened) => Promise<T>): Promise<T> {
    return inEpoch(this.#services, this.id, () => this.record(), run);
  }

  #find(): Promise<ContractRecord | undefined> {
    return this.#services.follower.view.read((state) => readState(contracts, state).contracts.get(this.id));
  }

  /** A call that the contract's ABI, where there is one, admits. */
  async #call(
    kind: "commands" | "queries",
    method: string,
    given: unknown,
    { codeHash }: Pick<Scope, "codeHash">,
    value = 0n,
  ): Promise<Call> {
    const args = jsonOf(given);
    const abi = await this.#services.abis.get(codeHash);
    return { method, args: encodeArguments(abi ? checkCall(abi, kind, method, args, value) : args) };
  }
}

const isSession = (caller: Signer | WalletCaller | Session): caller is Session => "certificate" in caller;

/** The number of the message that a command's transaction queued. */
function messageOf({ events, hash, block }: FinalizedReceipt, cluster: number): bigint {
  const queued = events.flatMap((event) => eventOf(messages, "Queued", event) ?? []);
  const message = queued.find((one) => one.cluster === cluster)?.number;
  if (message === undefined) throw errors.TransactionNotProven({ transaction: hash, block: block.number });
  return message;
}
