import { CodedError, type Hex, toHex, utf8 } from "@pha/codec";
import {
  ContractState,
  type EnginePool,
  type Failure,
  isUndecided,
  type Outcome,
  type Program,
  type StateSnapshot,
  stateTag,
} from "@pha/contract-engine";
import { initialStateKib } from "@pha/limits";
import type { CoreHost, Turns } from "@pha/program-kit";
import { type Claim, type Message, nothingAgreed, type Report, taskSender } from "@pha/runtime/program";
import {
  makeReceipt,
  type OpenedCommand,
  openCommand,
  type Receipt,
  type Scope,
  type SealedCommand,
  unreadable,
} from "@pha/secret-channel";
import { Points } from "./checkpoint/points.ts";
import type { Resumed } from "./checkpoint/read.ts";
import { ContractCode } from "./contract-code.ts";
import type { EpochKeys } from "./contract-keys.ts";
import { effectId } from "./effect-list.ts";
import { gasBucket } from "./gas.ts";
import { HeightWork } from "./height-work.ts";
import type { KeyRing, Missing } from "./key-ring.ts";
import { LogBook } from "./log-book.ts";
import type { Body, Called } from "./message-call.ts";
import { failedCommand, toReason, toReceiptOutcome } from "./outcome.ts";
import { OwedReports } from "./owed-reports.ts";
import type { ReceiptBook, ReceiptBooks } from "./receipt-book.ts";
import { codeOf } from "./tell.ts";

/** State that queries run on: the contract as of one finalized block. */
export interface ContractSnapshot {
  readonly program: Program;
  readonly state: StateSnapshot;
  readonly stateHeight: number;
  readonly stateTag: Hex;
  /** Receipts that there were. */
  readonly receipts: number;
}

/** What all contracts of a worker share. */
export interface Surroundings {
  readonly host: CoreHost;
  readonly engine: EnginePool;
  /** Of commands, as `makeCommandTurns` makes them. */
  readonly turns: Turns;
  readonly books: ReceiptBooks;
}

/** A contract in this enclave: code, keys, private state, and the reports it owes the ledger. */
export class HostedContract {
  readonly id: Hex;
  readonly code: ContractCode;
  readonly keys: KeyRing;
  readonly receipts: ReceiptBook;
  readonly log: LogBook;
  /** Heights that checkpoints can be made of. */
  readonly points = new Points();
  /** What the ledger agreed on last, as far as this enclave was told since the contract is here. */
  agreed: Claim = nothingAgreed;
  readonly #state: ContractState;
  readonly #host: CoreHost;
  readonly #books: ReceiptBooks;
  readonly #work: HeightWork;
  readonly #reports: OwedReports;
  /** The height at which it has gone over to other code last. */
  #wentOver = 0;
  #height = 0;
  #stateTag: Hex = nothingAgreed.stateTag;
  #isWithinBlock = false;
  #executed = 0n;
  #broken: Failure | undefined;
  /** Code of what this machine could not finish a message for. */
  #stuck: string | undefined;

  /** @param resumed - what a checkpoint had; the contract begins without one */
  constructor(
    { host, engine, turns, books }: Surroundings,
    id: Hex,
    program: Program,
    keys: KeyRing,
    resumed?: Resumed,
  ) {
    this.#host = host;
    this.#books = books;
    this.receipts = books.open(resumed?.receipts);
    this.log = new LogBook(toHex(host.primitives.randomBytes(8)));
    this.id = id;
    this.code = new ContractCode(program);
    this.keys = keys;
    const options = { hash: host.primitives.sha256, mostBytes: initialStateKib * 1_024 };
    this.#state = resumed?.state ?? new ContractState(id, options);
    const { code, log } = this;
    const scopeOf = this.scopeOf.bind(this);
    this.#work = new HeightWork({ host, id, scopeOf, engine, turns, code, keys, state: this.#state, log });
    this.#reports = new OwedReports(id);
    if (!resumed) return;
    this.#height = resumed.height;
    this.#stateTag = resumed.tag;
    this.#broken = resumed.broken;
    this.#notePoint();
  }

  /** What is said between clients and this contract in an epoch of its keys. */
  scopeOf(epoch: number, codeHash = this.keys.codeOf(epoch)): Scope {
    return { genesis: this.#host.genesisHash, contract: this.id, codeHash, epoch };
  }

  /** Whether it has gone over to other code and the ledger has not agreed on that, as far as this enclave was told. */
  get isGoingOver(): boolean {
    return this.#wentOver > this.agreed.stateHeight;
  }

  /** The epoch whose keys a message needs that are not here. */
  lacks({ number, body: { type, value } }: Message): Missing | undefined {
    const needed = [this.keys.epochAt(number), ...(type === "Command" || type === "Told" ? [value.epoch] : [])];
    const epoch = needed.find((one) => this.keys.of(one) === undefined);
    return epoch === undefined ? undefined : { epoch, codeHash: this.keys.codeOf(epoch) };
  }

  /** Why the constructor failed, if it did: then the contract only ever says so. */
  get broken(): Failure | undefined {
    return this.#broken;
  }

  /** Whether this machine could not finish a message that others may have finished: it reports just that, and no more. */
  get stuck(): boolean {
    return this.#stuck !== undefined;
  }

  /** The newest block with work that is done; 0 before the first. */
  get height(): number {
    return this.#height;
  }

  /** Messages that were executed here. */
  get executed(): bigint {
    return this.#executed;
  }

  /** Whether a block's work has begun and is not done: what there is then, no block has. */
  get isWithinBlock(): boolean {
    return this.#isWithinBlock;
  }

  /**
   * Executes one message of the ledger that {@link lacks} nothing, the last of its block or not. Messages come in ledger
   * order. Whatever fails on the way that is not the message's own doing is this contract's trouble alone: it is stuck
   * there, and the others of the cluster go on.
   */
  async execute(message: Message, number: bigint, isLast: boolean): Promise<void> {
    if (this.stuck) return;
    if (!this.#isWithinBlock) this.#begin();
    this.#executed++;
    try {
      const { type, value } = message.body;
      if (type === "Instantiated") await this.#init(value, message, number);
      else if (type === "Command") await this.#command(value, message, number);
      else if (type === "Pushed") await this.#pushed(value, message, number);
      else if (type === "Settled") await this.#settled(value, message, number);
      else if (type === "Told") await this.#told(value, message, number);
      else if (type === "Reserved") this.#state.allow(value.stateKib * 1_024);
      else if (type === "UpgradeBegun") this.code.isToGoOver = true;
      else if (type === "Upgrades") await this.#upgrade(value, message, number);
      else this.keys.rotate(value);
      if (isLast && !this.stuck) this.#reach(message.number);
    } catch (error) {
      this.#stuck = codeOf(error);
    }
    if (this.#stuck !== undefined) this.#giveUp(message.number, this.#stuck);
  }

  /** Is no more: its keys are erased, its receipts make room. */
  end(): void {
    this.keys.eraseAll();
    this.#books.close(this.receipts);
  }

  /** Reports that the ledger has not agreed on: those above its agreed height. */
  reportsAbove(agreed: number): readonly Report[] {
    return this.#reports.above(agreed);
  }

  /** The contract as it is now, between two blocks. */
  snapshot(): ContractSnapshot {
    return {
      program: this.code.program,
      state: this.#state.snapshot(),
      stateHeight: this.#height,
      stateTag: this.#stateTag,
      receipts: this.receipts.count,
    };
  }

  #begin(): void {
    this.#work.begin();
    this.#isWithinBlock = true;
  }

  /** The state after a block with work. */
  #reach(number: number): void {
    const { tag } = this.keys.of(this.keys.epochAt(number)) as EpochKeys;
    this.#stateTag = stateTag(tag, this.id, number, this.#state.root);
    this.#reports.reach(
      { from: this.#height, to: number },
      {
        stateTag: this.#stateTag,
        receiptsRoot: this.receipts.root,
        gas: this.#work.gas,
        stateBytes: this.#state.bytes,
        reason: this.#broken && toReason(this.#broken),
        effects: this.#work.effects.all,
      },
    );
    this.#height = number;
    this.#isWithinBlock = false;
    this.receipts.reach(number);
    this.#notePoint();
  }

  #notePoint(): void {
    const { root, mostBytes } = this.#state;
    const state = this.#state.snapshot();
    const receipts = this.receipts.count;
    const { epochs } = this.keys;
    const [height, tag, broken] = [this.#height, this.#stateTag, this.#broken];
    const { codeHash } = this.code.program;
    this.points.note({ codeHash, height, tag, root, state, mostBytes, broken, receipts, epochs });
  }

  #giveUp(number: number, why: string): void {
    for (const code of ["miner.ContractStuck", why]) this.#host.log(code, { block: number });
    this.#reports.giveUp({ from: this.#height, to: number });
    this.#isWithinBlock = false;
  }

  async #init({ deployer, args }: Body<"Instantiated">, message: Message, number: bigint): Promise<void> {
    const outcome = await this.#run("init", deployer, { method: "", args }, message, number);
    if (!this.stuck && !outcome.ok) this.#broken = outcome.error;
    if (outcome.ok) this.#work.effects.schedule(number, this.code.schedules);
  }

  /** Goes over to other code, if that takes over the state: with the next block's key epoch. */
  async #upgrade({ codeHash, epoch }: Body<"Upgrades">, message: Message, number: bigint): Promise<void> {
    const program = this.code.take(codeHash);
    const failure = this.#broken ?? (await this.#migrate(program, message, number));
    if (this.stuck) return;
    this.#work.effects.upgrade(number, codeHash, failure && toReason(failure));
    if (failure) return;
    this.code.replace(program);
    this.#work.effects.schedule(number, this.code.schedules);
    this.keys.rotate({ epoch, from: message.number + 1, until: message.number }, codeHash);
    this.#wentOver = message.number;
  }

  /** Why code could not take over the state. */
  async #migrate(program: Program, message: Message, number: bigint): Promise<Failure | undefined> {
    const args = utf8(JSON.stringify(this.code.program.codeHash));
    const outcome = await this.#run("migrate", undefined, { method: "", args }, message, number, { program });
    return outcome.ok ? undefined : outcome.error;
  }

  async #command(body: Body<"Command">, message: Message, number: bigint): Promise<void> {
    const opened = this.#open(body);
    const receipt = opened && (await this.#execute(opened, body, message, number));
    if (this.stuck) return;
    if (body.value > 0n) this.#work.effects.bring(number, receipt?.outcome.type === "Done");
    this.receipts.add({
      message: number,
      timeMs: Number(message.timeMs),
      receipt: opened && receipt ? makeReceipt(this.#host.primitives, opened.receiptKey, receipt) : unreadable(body),
    });
  }

  /** Anybody may put bytes on the ledger that nobody can read: nothing happens, on every worker alike. */
  #open(sealed: SealedCommand & { readonly sender: Hex; readonly epoch: number }): OpenedCommand | undefined {
    const { encrypt } = this.keys.of(sealed.epoch) as EpochKeys;
    try {
      return openCommand(this.#host.primitives, encrypt, this.scopeOf(sealed.epoch), sealed.sender, sealed);
    } catch {
      return undefined;
    }
  }

  async #execute(
    opened: OpenedCommand,
    { sender, value, epoch }: Body<"Command">,
    message: Message,
    number: bigint,
  ): Promise<Receipt> {
    if (this.#broken) return { outcome: failedCommand(this.#broken), gas: 0n };
    let call: Called;
    try {
      call = opened.call();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { outcome: failedCommand(error), gas: 0n };
    }
    const outcome = await this.#run("command", sender, call, message, number, { value, epoch });
    return { outcome: toReceiptOutcome(outcome), gas: gasBucket(outcome.gas) };
  }

  /** A command of another contract: nobody waits for what it returns. Why it fails is in the log. */
  async #pushed({ sender, method, args }: Body<"Pushed">, message: Message, number: bigint): Promise<void> {
    if (!this.#broken) await this.#run("pushed", sender, { method, args }, message, number);
  }

  /** A command of a task's run: nobody waits for what it returns. Why it fails is in the log. */
  async #told({ worker, task: name, due, epoch, enc, ciphertext }: Body<"Told">, message: Message, number: bigint) {
    if (this.#broken) return;
    const task = { name, due, worker };
    let call: Called | undefined;
    try {
      call = this.#open({ sender: taskSender(task), epoch, enc, ciphertext })?.call();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
    if (call) await this.#run("told", worker, call, message, number, { task, epoch });
  }

  /** Tells the contract what came of earlier effects. If it fails on that, nothing else does. */
  async #settled({ outcomes }: Body<"Settled">, message: Message, number: bigint): Promise<void> {
    if (this.#broken) return;
    for (const of of new Set(outcomes.map((outcome) => outcome.message))) {
      const own = outcomes.filter((outcome) => outcome.message === of);
      const told = own.map(({ error, ...effect }) => ({ id: effectId(effect), error: error ?? null }));
      await this.#run("settled", undefined, { method: "", args: utf8(JSON.stringify(told)) }, message, number);
    }
  }

  async #run(...given: Parameters<HeightWork["run"]>): Promise<Outcome> {
    const outcome = await this.#work.run(...given);
    if (!outcome.ok && isUndecided(outcome)) this.#stuck = outcome.error.code;
    return outcome;
  }
}
