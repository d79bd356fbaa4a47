import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { itemsIn, toHex, toItem, utf8 } from "@pha/codec";
import {
  type Call,
  type CallKind,
  ContractState,
  EnginePool,
  isUndecided,
  type Outcome,
  type TaskRun,
} from "@pha/contract-engine";
import { checkCall, checkConstructor } from "@pha/contract-engine/abi";
import { nodeTimers } from "@pha/contract-engine/node";
import { type Bundle, bundleContract } from "../build/bundle.ts";
import { Positions } from "../build/positions.ts";
import type { Account } from "../schema.ts";
import { textHash } from "../text-hash.ts";
import { accountOf } from "./account.ts";
import { callFailure } from "./call-failure.ts";
import { spawnKeptThread } from "./kept-threads.ts";
import type { ConstructorArguments, InitArguments, TestCaller } from "./test-caller.ts";
import { type TestEffect, TestLedger } from "./test-ledger.ts";
import { type AnswerFetch, TestServers } from "./test-servers.ts";

const blockMs = 6_000;

/** A contract in the real engine, with a ledger of its own: blocks come when a command does, or when asked for. */
export class TestContract<C = unknown> {
  readonly #pool: EnginePool;
  #program: Bundle;
  #folder: string;
  #positions: Positions;
  readonly #state: ContractState;
  readonly #ledger: TestLedger;
  #number = 1;
  #timeMs = Date.UTC(2026, 0, 1);
  #calls = 0;
  #messages = 0;
  /** Block at which the contract was made: its tasks are due counted from there. */
  #since = 1;
  /** Blocks for which tasks were run last. */
  readonly #ranFor = new Map<string, number>();
  readonly #logs: string[] = [];
  readonly #servers = new TestServers();
  /** What was sealed, by the text of its item. */
  readonly #sealed = new Map<string, string>();

  constructor(program: Bundle, folder: string) {
    this.#program = program;
    this.#folder = folder;
    this.#positions = new Positions(program);
    this.#state = new ContractState(textHash("contract"));
    this.#ledger = new TestLedger(this.#state.contract);
    this.#pool = new EnginePool({
      spawnThread: spawnKeptThread,
      timers: nodeTimers,
      threads: 2,
      waitingQueries: 100,
      web: { exchange: this.#servers.exchange, isAllowed: () => false },
    });
  }

  /** The contract's own id: its account on the ledger. */
  get id(): Account {
    return this.#state.contract as Account;
  }

  /** The hash of its code. */
  get codeHash(): string {
    return this.#program.codeHash;
  }

  get block(): { readonly number: number; readonly hash: Account; readonly timeMs: number } {
    return { number: this.#number, hash: textHash(`block ${this.#number}`), timeMs: this.#timeMs };
  }

  /** Root of the contract's state: equal roots, equal states. */
  get stateRoot(): string {
    return this.#state.root;
  }

  /** What the contract logged so far, by `ctx.log` and `console`. Each line is printed, too. */
  get logs(): readonly string[] {
    return this.#logs;
  }

  /** Effects that the contract's commands had, in order, and what came of each. */
  get effects(): readonly TestEffect[] {
    return this.#ledger.effects;
  }

  /** What the contract's account has, in plancks: nothing at first. */
  get balance(): bigint {
    return this.#ledger.balanceOf(this.#state.contract);
  }

  /** What an account has: 1,000 PHA at first. Fees are not counted. */
  balanceOf(name: string): bigint {
    return this.#ledger.balanceOf(accountOf(name));
  }

  /**
   * Answers what queries fetch from now on, redirects too. A query that asks for what has no answer fails its test.
   *
   * @param answer - Gives the response, or nothing for what it does not know; what it throws the query throws.
   */
  answerFetch(answer: AnswerFetch): void {
    this.#servers.answer = answer;
  }

  /** Lets blocks go by, six seconds each. */
  advance(blocks: number): void {
    this.#number += blocks;
    this.#timeMs += blocks * blockMs;
  }

  /**
   * Lets blocks go by, and runs what tasks are due at them, each on as many workers as it wants.
   *
   * @throws CallFailure of a run, or of the command that it submits
   */
  async runTasks(blocks: number): Promise<void> {
    for (const end = this.#number + blocks; this.#number < end; ) {
      this.advance(1);
      for (const [name, { every, workers }] of Object.entries(this.#program.abi.tasks ?? {})) {
        const due = this.#number - ((this.#number - this.#since) % every);
        if (due <= (this.#ranFor.get(name) ?? this.#since)) continue;
        this.#ranFor.set(name, due);
        for (let worker = 1; worker <= workers; worker++) await this.runTask(name, `worker ${worker}`, due);
      }
    }
  }

  /**
   * Runs one task now, and executes what it submits, if anything.
   *
   * @param worker - a name stands for a worker of its own
   * @param due - the block for which it is run
   * @returns what the command that it submitted returned
   * @throws CallFailure of the run, or of that command
   */
  async runTask(name: string, worker = "worker 1", due = this.#number): Promise<unknown> {
    const task = { name, due, worker: accountOf(worker) };
    const call = this.#call("task", name, null, undefined, task);
    const ran = await this.#pool.runQuery(this.#program, this.#state.snapshot(), call);
    const submitted = this.#end(call, ran) as { readonly method: string; readonly args: unknown } | null;
    return submitted ? this.#command(submitted.method, submitted.args, task.worker, 0n, task) : undefined;
  }

  /** Seals something to the contract, as anybody can who knows it: an item for arguments, which `ctx.open` opens. */
  seal(content: unknown): string {
    const item = toItem(utf8(`${this.#sealed.size} sealed in a test`));
    this.#sealed.set(item, JSON.stringify(content));
    return item;
  }

  /** Calls as an account; a name stands for an account of its own. */
  as(name: string): TestCaller<C> {
    return this.#caller(accountOf(name));
  }

  /** Queries as nobody. */
  get anonymous(): Pick<TestCaller<C>, "query"> {
    return this.#caller(undefined);
  }

  /** Runs the constructor, as the deployer. */
  async init(args: InitArguments<C>): Promise<void> {
    await this.#message("init", "", args, accountOf("deployer"));
    this.#since = this.#number;
  }

  /**
   * Has the contract go over to the code in another folder, as on the network: its `migrate` takes over the state. Whoever
   * called it before calls the new code from then on.
   *
   * @returns the same contract, with the methods of that code
   * @throws CallFailure of the migration: then it has the code and the state that it had
   */
  async upgrade<D = unknown>(folder: string | URL): Promise<TestContract<D>> {
    const before = [this.#program, this.#folder, this.#positions] as const;
    const root = rootOf(folder);
    const program = await bundleContract(root);
    [this.#program, this.#folder, this.#positions] = [program, root, new Positions(program)];
    try {
      await this.#message("migrate", "", before[0].codeHash, undefined);
    } catch (error) {
      [this.#program, this.#folder, this.#positions] = before;
      throw error;
    }
    this.#since = this.#number;
    this.#ranFor.clear();
    return this as TestContract<unknown> as TestContract<D>;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool[Symbol.asyncDispose]();
  }

  #caller(account: Account | undefined, value = 0n): TestCaller<C> {
    const caller: TestCaller = {
      account,
      bringing: (amount) => this.#caller(account, amount) as TestCaller,
      command: (method, args = null) => this.#command(method, args, account as Account, value),
      query: async (method, args = null) => {
        const call = this.#call("query", method, args, account);
        return this.#end(call, await this.#pool.runQuery(this.#program, this.#state.snapshot(), call));
      },
    };
    return caller as TestCaller<C>; // checked by the contract itself
  }

  async #command(method: string, args: unknown, account: Account, value: bigint, task?: TaskRun): Promise<unknown> {
    const end = this.#ledger.bring(account, value);
    const ran = this.#message("command", method, args, account, value, task);
    const { outcome, result } = await ran.catch((error: unknown) => {
      end(false);
      throw error;
    });
    end(true);
    const done = this.#ledger.settle(this.#messages, outcome.effects);
    const told = done.map(({ id, error }) => ({ id, error: error ?? null }));
    if (told.length > 0) await this.#message("settled", "", told, undefined);
    return result;
  }

  /** Executes a message in a block of its own. */
  async #message(
    kind: CallKind,
    method: string,
    args: unknown,
    account: Account | undefined,
    value = 0n,
    task?: TaskRun,
  ) {
    this.advance(1);
    const call = this.#call(kind, method, args, account, task);
    const context = { ...call.context, message: String(++this.#messages), value: String(value) };
    const outcome = await this.#pool.runCommand(this.#program, this.#state, { ...call, context });
    return { result: this.#end(call, outcome), outcome: outcome as Extract<Outcome, { readonly ok: true }> };
  }

  #call(kind: CallKind, method: string, args: unknown, caller: Account | undefined, task?: TaskRun): Call {
    const { codeHash } = this.#program;
    const randomSeed = textHash(`random ${this.#calls++}`);
    const requestId = kind === "query" ? textHash(`request ${this.#calls}`) : undefined;
    const context = {
      caller,
      contract: this.#state.contract,
      codeHash,
      block: this.block,
      randomSeed,
      task,
      requestId,
    };
    const text = JSON.stringify(this.#fitted(kind, method, args));
    return { kind, method, args: text, items: kind === "command" || kind === "query" ? this.#open(text) : {}, context };
  }

  #open(args: string): Readonly<Record<string, string>> {
    const opened = itemsIn(args).map((item) => [item, this.#sealed.get(item)] as const);
    return Object.fromEntries(opened.filter((one): one is readonly [string, string] => one[1] !== undefined));
  }

  /** Arguments as clients send them: accounts, bytes and amounts in their one form. What does not fit the contract refuses. */
  #fitted(kind: CallKind, method: string, args: unknown): unknown {
    const json = JSON.parse(JSON.stringify(args, plain));
    const { abi } = this.#program;
    try {
      if (kind === "init") return checkConstructor(abi, json);
      if (kind === "migrate" || kind === "settled" || kind === "task") return json;
      return checkCall(abi, kind === "command" ? "commands" : "queries", method, json);
    } catch {
      return json;
    }
  }

  #end({ kind, method }: Call, outcome: Outcome): unknown {
    for (const raw of outcome.logs) {
      const line = this.#positions.translate(raw);
      this.#logs.push(line);
      console.log(`[${`${kind} ${method}`.trim()}] ${line}`);
    }
    if (outcome.ok) return JSON.parse(outcome.result);
    const { error } = outcome;
    const stuck = isUndecided(outcome) ? " (on the network, the contract would be stuck here)" : "";
    throw callFailure({ ...error, message: `${error.message}${stuck}` }, this.#positions, this.#folder);
  }
}

/** As clients do: amounts become decimal texts, bytes hexadecimal ones. */
const plain = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value instanceof Uint8Array ? toHex(value) : value;

const rootOf = (folder: string | URL): string => resolve(folder instanceof URL ? fileURLToPath(folder) : folder);

/**
 * Bundles the contract in a folder and starts it. With the contract's type, calls are typed:
 * `testContract<typeof auction>(…)`, from `import type auction from "./index.ts"`.
 *
 * @param folder - A path, or a `file:` URL: `new URL("..", import.meta.url)` from a test in `src`.
 * @param args - The constructor's arguments. It runs as on the network: once, before anything else.
 * @throws CallFailure of the constructor
 */
export async function testContract<C = unknown>(
  folder: string | URL,
  ...[args]: ConstructorArguments<NoInfer<C>>
): Promise<TestContract<C>> {
  const root = rootOf(folder);
  const program = await bundleContract(root);
  const contract = new TestContract<C>(program, root);
  try {
    if (program.abi.init || args !== undefined) await contract.init((args ?? null) as InitArguments<C>);
    return contract;
  } catch (error) {
    await contract[Symbol.asyncDispose]();
    throw error;
  }
}
