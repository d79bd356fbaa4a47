import { decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import {
  ContractState,
  defaultLimits,
  EnginePool,
  type EnginePoolOptions,
  type Limits,
  type TaskRun,
} from "@pha/contract-engine";
import { nodeTimers, spawnNodeThread } from "@pha/contract-engine/node";
import {
  ANSWER_LABEL,
  ANSWER_SECRET_LENGTH,
  combinePartials,
  groupOf,
  KEY_DST,
  keyFromSignature,
  keyLabel,
  makeDeal,
  randomScalar,
  sealTo,
  signBls,
} from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { carry, type Streams } from "@pha/enclave-service";
import { appendMessage, headerHash } from "@pha/light-client";
import {
  BroughtMessages,
  Core,
  type KeyLabel,
  errors as programErrors,
  readReply,
  SignedKeyRequest,
  sealPartials,
  toDerivedLabel,
} from "@pha/program-kit";
import { type AnswerOcall, FakeLedger, fakeHost } from "@pha/program-kit/testing";
import {
  type Contract,
  codeHashOf,
  contracts,
  type GroupKey,
  gatekeepers,
  generationOf,
  keysAt,
  Message,
  type MessageBody,
  messages,
  nothingAgreed,
  notRotated,
  type Report,
  RuntimeCall,
  type TaskOutcome,
  taskSender,
  usualLife,
} from "@pha/runtime/spec";
import {
  channelInfo,
  openCommand,
  type ReceiptKey,
  type Scope,
  type SealedCommand,
  sealCommand,
} from "@pha/secret-channel";
import { type Asked, WorkerReply, wayToWorker } from "@pha/secret-channel/ask";
import type { Advance, Request, TickReply } from "../protocol.ts";
import { type ClusterOptions, ClusterState } from "./cluster.ts";
import { makeCommandTurns } from "./command-turns.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { SpareWork } from "./spare-work.ts";
import { FakeCheckpoints } from "./testing/checkpoints.ts";
import { Worker } from "./worker.ts";

/** Asks a program for a client, as a gatekeeper does; gives what its enclave proves to have replied. */
export async function askProven(
  { genesis, hpkeKey }: { readonly genesis: Hex; readonly hpkeKey: Hex },
  asked: Asked,
  send: (request: Request) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { ask, holds } = wayToWorker(primitives, genesis, hpkeKey).ask(asked);
  const replied = decode(WorkerReply, await send({ type: "Ask", value: ask }));
  if (!holds(replied)) throw new Error("the enclave does not prove its reply");
  return readReply(replied.reply);
}

/** The cluster of the tests' worker. */
export const cluster = 3;
const gatekeeperSeed = (index: number): Uint8Array => new Uint8Array(32).fill(0xa0 + index);
const gatekeeperIdentity = (index: number): Hex => toHex(primitives.ed25519.publicKey(gatekeeperSeed(index)));

/** What a worker has done that has done nothing. */
export const noWork: TickReply["work"] = { executed: 0n, resumed: 0, received: 0, kept: 0, given: 0 };

/** 32 times a byte. */
export const word = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte));

/** The master key, dealt once: the tests are about what is done with it. */
const deal = makeDeal(2, [1, 2, 3], () => randomScalar(primitives));
const group = groupOf(deal.commitments, [1, 2, 3]);
const groupKey: GroupKey = {
  generation: 1,
  round: 2,
  threshold: 2,
  publicKey: group.publicKey,
  qualified: [1],
  dealers: [],
  from: undefined,
  publicShares: group.shares.map((share, i) => ({ identity: gatekeeperIdentity(i + 1), index: i + 1, share })),
};

const partials = new Map<string, Hex>();
const keys = new Map<string, Uint8Array>();

/** One gatekeeper's part of a key, made once for all tests. */
function partialOf(index: number, label: KeyLabel): Hex {
  const message = keyLabel(toDerivedLabel(label));
  const name = `${index} ${toHex(message)}`;
  const share = deal.shares.find(({ id }) => id === index)?.share as Uint8Array;
  const partial = partials.get(name) ?? signBls(share, KEY_DST, message);
  partials.set(name, partial);
  return partial;
}

/** Behaviour of a gatekeeper asked for parts: its own part, none, another's, noise, or one of an old sharing. */
export type Manner = "honest" | "down" | "lying" | "garbling" | "elsewhere";

/** Three gatekeepers, two of whom make keys. */
export class FakeGatekeepers {
  readonly manners: Manner[] = ["honest", "honest", "honest"];
  /** Whether all of them refuse what is asked for. */
  refuses: (labels: readonly KeyLabel[]) => boolean = () => false;

  /** When they answer: at once, if not told otherwise. */
  pace: Promise<void> = Promise.resolve();

  /** The key a label stands for. */
  keyOf(label: KeyLabel): Uint8Array {
    const message = keyLabel(toDerivedLabel(label));
    const parts = () => [1, 2].map((id) => ({ id, signature: partialOf(id, label) }));
    const key = keys.get(toHex(message)) ?? keyFromSignature(combinePartials(parts(), 2), message);
    keys.set(toHex(message), key);
    return key;
  }

  /** Puts a generation of the master key on the ledger: the same one, by which other labels have other keys. */
  publish(ledger: FakeLedger, generation = groupKey.generation): void {
    const { round } = groupKey;
    const { groupKeys, sharing, older } = ledger.pallet(gatekeepers);
    const before = sharing.get();
    if (before) older.put(before.generation, before.round);
    groupKeys.put(generation, round, { ...groupKey, generation });
    sharing.put({ generation, round });
  }

  /** Answers an enclave's request to one of them. */
  async answer(genesis: Hex, hpkeKey: Hex, encoded: Uint8Array): Promise<Uint8Array> {
    await this.pace;
    const signed = decode(SignedKeyRequest, encoded);
    const index = [1, 2, 3].find((number) => gatekeeperIdentity(number) === signed.request.gatekeeper) as number;
    const manner = this.manners[index - 1];
    if (manner === "down" || this.refuses(signed.request.labels)) throw new Error("no answer");
    const by = manner === "lying" ? (index % 3) + 1 : index;
    const signatures = signed.request.labels.map((label) =>
      manner === "garbling" ? (`0x${"11".repeat(48)}` as const) : partialOf(by, label),
    );
    const sign = (message: Uint8Array) => primitives.ed25519.sign(gatekeeperSeed(index), message);
    return sealPartials({ primitives, genesis, sign }, hpkeKey, signed, {
      round: manner === "elsewhere" ? 1 : groupKey.round,
      index,
      signatures,
    });
  }
}

/** One cluster's part of a ledger: its messages, its codes, and the gatekeepers. */
export class ClusterLedger {
  readonly ledger = new FakeLedger();
  readonly gatekeepers = new FakeGatekeepers();
  readonly #codes = new Map<Hex, Uint8Array>();
  readonly #told: { readonly block: number; readonly bytes: Uint8Array }[] = [];
  /** What the host keeps. */
  checkpoints = new FakeCheckpoints();
  /** Brings workers' requests to others of them. */
  handOver: (giver: Hex, request: Uint8Array) => Promise<Uint8Array> = async () => {
    throw programErrors.NotStarted();
  };
  /** Asked for by workers: blocks whose messages they did not keep. */
  readonly brought: number[] = [];
  /** Blocks up to which messages were asked for that came before the worker's log. */
  readonly reached: number[] = [];
  #queued: Uint8Array[] = [];

  constructor() {
    this.gatekeepers.publish(this.ledger);
  }

  /** A worker's core; with an identity that one sealed before, that one's next start, or a copy of it. */
  core(identity?: Uint8Array): Core {
    const answer = this.answers(() => core.session.hpkeKey);
    const core: Core = new Core(fakeHost(this.ledger, answer), "miner", this.ledger.startRequest(undefined, identity));
    return core;
  }

  /** Answers of a host to a worker with this session. */
  answers(hpkeKey: () => Hex, streams?: Streams): AnswerOcall {
    return (request) => {
      const { type, value } = request;
      if (type === "Wake") return new Uint8Array();
      if (type === "Messages") return encode(BroughtMessages, this.#bring(value));
      if (type === "MessagesUpTo") return encode(BroughtMessages, this.#bringUpTo(value.block));
      if (type === "Keep") return this.checkpoints.keep(value);
      if (type === "Kept") return this.checkpoints.read(value);
      if (type === "HandOver") return this.handOver(value.giver, value.request);
      if (type === "Code") return this.#codes.get(value) as Uint8Array;
      if (request.type !== "Release") {
        if (!streams) throw new Error("This host has no network");
        return carry(streams, request);
      }
      return this.gatekeepers.answer(this.ledger.genesisHash, hpkeKey(), request.value.request);
    };
  }

  /** Makes a contract of this code in the next block. */
  instantiate(contract: Hex, code: string | Uint8Array, args: unknown = null, deployer = word(0xdd)): Scope {
    const bytes = typeof code === "string" ? utf8(code) : code;
    const codeHash = codeHashOf(bytes);
    this.#codes.set(codeHash, bytes);
    this.ledger.pallet(contracts).list.append(contract);
    this.ledger.pallet(contracts).contracts.put(contract, {
      ...{
        cluster,
        codeHash,
        deployer,
        owner: deployer,
        deployedAt: this.#next,
        epoch: 0,
        encryptKey: undefined,
        halted: false,
        broken: undefined,
        rotation: notRotated,
        generations: [{ generation: 1, epoch: 0, until: 0 }],
        life: usualLife,
        spentEpoch: 0,
      },
      agreed: nothingAgreed,
    });
    const value = { contract, deployer, codeHash, epoch: 0, args: utf8(JSON.stringify(args)) };
    this.tell({ type: "Instantiated", value });
    return { genesis: this.ledger.genesisHash, contract, codeHash, epoch: 0 };
  }

  /**
   * In the next block an epoch of a contract is known to follow, from some blocks later on; so long the one before has grace.
   * Its keys are of the generation in use, or of another one.
   */
  rotate(
    contract: Hex,
    { epoch, after, grace, generation }: { epoch: number; after: number; grace: number; generation?: number },
  ): void {
    const { contracts: records, epochEnds } = this.ledger.pallet(contracts);
    const record = records.get(contract) as Contract;
    const from = this.#next + after;
    const until = from + grace;
    const { epoch: current, key: encryptKey, since, previous } = keysAt(record, this.#next);
    const generations =
      generation === undefined ? record.generations : [...record.generations, { generation, epoch, until }];
    records.put(contract, { ...record, generations });
    const key = this.#keyOf({ genesis: this.ledger.genesisHash, contract, codeHash: record.codeHash, epoch });
    const rotation = { ...record.rotation, since, previous, next: { epoch, key, from, until } };
    records.put(contract, { ...record, generations, epoch: current, encryptKey, rotation });
    epochEnds.put(contract, current, until);
    this.tell({ type: "Rotates", value: { contract, epoch, from, until } });
  }

  /** In the next block a contract's workers are told to go over to this code, with an epoch of its own. */
  upgrade(contract: Hex, code: string, epoch: number): Scope {
    const codeHash = codeHashOf(utf8(code));
    this.#codes.set(codeHash, utf8(code));
    const records = this.ledger.pallet(contracts).contracts;
    const record = records.get(contract) as Contract;
    const scope = { genesis: this.ledger.genesisHash, contract, codeHash, epoch };
    const told = { key: this.#keyOf(scope), at: this.#next };
    records.put(contract, { ...record, life: { ...record.life, upgrade: { codeHash, epoch, generation: 1, told } } });
    this.tell({ type: "Upgrades", value: { contract, codeHash, epoch } });
    return scope;
  }

  /**
   * Sends a command in the next block, as `sender`, encrypted by `author` (the same, unless a test copies one). It brings
   * `value`.
   *
   * @returns what its receipt is read with
   */
  command(scope: Scope, sender: Hex, method: string, args: unknown, author: Hex = sender, value = 0n): ReceiptKey {
    const call = { method, args: utf8(JSON.stringify(args)) };
    const { sealed, receiptKey } = sealCommand(primitives, this.#keyOf(scope), scope, author, call);
    this.#push(scope, sender, sealed, value);
    return receiptKey;
  }

  /** Sends the contract a command of a task's run in the next block, sealed as that of `author`. */
  tellTask(scope: Scope, run: TaskRun, method: string, args: unknown, author: TaskRun = run): void {
    const call = { method, args: utf8(JSON.stringify(args)) };
    const { sealed } = sealCommand(primitives, this.#keyOf(scope), scope, taskSender(author), call);
    const { contract, epoch } = scope;
    const { worker, name: task, due } = run;
    this.tell({ type: "Told", value: { contract, worker, task, due, epoch, ...sealed } });
  }

  /** What a task's run has the ledger told, opened as that run's. */
  openTask(scope: Scope, run: TaskRun, outcome: TaskOutcome): { readonly method: string; readonly args: unknown } {
    if (outcome.type !== "Said") throw new Error(`The run is ${outcome.type}`);
    const secret = this.gatekeepers.keyOf(this.#encryptLabel(scope));
    const { method, args } = openCommand(primitives, secret, scope, taskSender(run), outcome.value).call();
    return { method, args: JSON.parse(new TextDecoder().decode(args)) };
  }

  /** A command that opens, with no call in it. */
  garbled(scope: Scope, sender: Hex): ReceiptKey {
    const info = channelInfo("command", scope);
    const { exportSecret, ...sealed } = sealTo(primitives, this.#keyOf(scope), info, fromHex(sender), utf8("?"));
    this.#push(scope, sender, sealed);
    return { enc: sealed.enc, secret: exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH) };
  }

  #keyOf(scope: Scope): Hex {
    return toHex(primitives.x25519.publicKey(this.gatekeepers.keyOf(this.#encryptLabel(scope))));
  }

  #encryptLabel({ contract, codeHash, epoch }: Scope): KeyLabel {
    const record = this.ledger.pallet(contracts).contracts.get(contract);
    const generation = record ? generationOf(record, epoch) : groupKey.generation;
    return { type: "encrypt", value: { generation, cluster, contract, codeHash, epoch } };
  }

  #push({ contract, epoch }: Scope, sender: Hex, sealed: SealedCommand, value = 0n): void {
    this.tell({
      type: "Command",
      value: { contract, sender, epoch, ...sealed, value, asset: undefined, reads: [] },
    });
  }

  /** Has the ledger agree, as of the next block, on what a worker reports. */
  agree({ contract, prevStateHeight: _, reason: __, effects, ...agreed }: Report): void {
    const all = this.ledger.pallet(contracts).contracts;
    const record = all.get(contract);
    if (!record) return;
    const upgraded = effects?.list.map(({ effect }) => effect).find(({ type }) => type === "Upgraded");
    all.put(contract, { ...record, agreed });
    if (upgraded?.type === "Upgraded") this.#goOver(contract, upgraded.value.failure === undefined);
  }

  #goOver(contract: Hex, isDone: boolean): void {
    const { contracts: all, epochEnds, pastCode } = this.ledger.pallet(contracts);
    const record = all.get(contract) as Contract;
    const { upgrade, ...life } = record.life;
    const spentEpoch = isDone || !upgrade ? record.spentEpoch : upgrade.epoch;
    const ended = { ...record, life: { ...life, upgrade: undefined }, spentEpoch };
    all.put(contract, ended);
    if (!upgrade?.told || !isDone) return;
    const { codeHash, epoch, told } = upgrade;
    const previous = { epoch: keysAt(record, told.at).epoch, until: told.at };
    const rotation = { ...record.rotation, since: told.at + 1, previous, next: undefined };
    const replaced = { codeHash: record.codeHash, epoch };
    epochEnds.put(contract, previous.epoch, previous.until);
    pastCode.put(contract, record.codeHash, previous.epoch);
    all.put(contract, { ...ended, codeHash, epoch, encryptKey: told.key, rotation, life: { ...ended.life, replaced } });
  }

  /** Queues a message in the next block. */
  tell(body: MessageBody): void {
    const { head } = this.ledger;
    const timeMs = BigInt(1_000_000 + this.#next) * 1000n;
    const { head: heads, latest } = this.ledger.pallet(messages);
    const before = heads.get(cluster);
    const message = { number: this.#next, timeMs, parentHash: headerHash(head), body, previous: before.hash };
    const bytes = encode(Message, message);
    heads.put(cluster, appendMessage(before, bytes));
    latest.put(body.value.contract, this.#next);
    this.#queued.push(bytes);
    this.#told.push({ block: this.#next, bytes });
  }

  #bring({ fromBlock, toBlock }: { readonly fromBlock: number; readonly toBlock: number }): Uint8Array[] {
    this.brought.push(fromBlock);
    const wanted = this.#told.filter(({ block }) => block >= fromBlock && block <= toBlock);
    return wanted.map(({ bytes }) => bytes);
  }

  /** A host's newest messages up to a block: those of two blocks at a time. */
  #bringUpTo(block: number): Uint8Array[] {
    this.reached.push(block);
    const before = this.#told.filter((one) => one.block <= block);
    const blocks = new Set([...new Set(before.map((one) => one.block))].slice(-2));
    return before.filter((one) => blocks.has(one.block)).map(({ bytes }) => bytes);
  }

  /** Finalizes the block and gives what a host would tell the program. */
  block(): Advance {
    const queued = this.#queued;
    this.#queued = [];
    return { block: this.ledger.block(), messages: queued };
  }

  get #next(): number {
    return this.ledger.head.number + 1;
  }
}

/** Arguments of the call in a bare extrinsic: it follows the length, of one or two bytes, and the version byte. */
export function bareCallOf(extrinsic: Uint8Array): BareCall {
  const mode = (extrinsic[0] as number) & 3;
  const { value: pallet } = decode(RuntimeCall, extrinsic.subarray(mode === 0 ? 2 : 3));
  return pallet.value as BareCall;
}

interface BareCall {
  readonly reports?: readonly Report[];
  readonly epoch?: number;
  readonly key?: Hex;
}

/** All that is yielded. */
export async function collect<T>(yielded: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of yielded) all.push(one);
  return all;
}

/** A cluster's state in a worker with this core. */
export const makeCluster = (core: Core, engine: EnginePool, options: Partial<ClusterOptions> = {}): ClusterState =>
  new ClusterState({
    ...{ core, engine, id: cluster, checkpointBlocks: 4, onProgress: () => {} },
    turns: makeCommandTurns(1, () => performance.now()),
    ...options,
  });

/** A worker with this core, which executes so many commands at once. */
export function makeWorker(core: Core, engine: EnginePool, onProgress = () => {}, commandsAtOnce = 1): Worker {
  const nowMs = () => performance.now();
  const turns = { queries: makeQueryTurns(1, nowMs), commands: makeCommandTurns(commandsAtOnce, nowMs) };
  const work = new SpareWork({ ...core.host, setTimeout: () => 0 }, 0);
  return new Worker({ core, engine, turns, cluster, checkpointBlocks: 4, work, onProgress });
}

/** Executes what came in, waits for the keys that were asked for, and executes what waited for them. */
export async function executeAll(state: ClusterState): Promise<void> {
  state.dispatch();
  await state.asked;
  state.dispatch();
  await state.idle();
}

/** Executes all that has its keys. */
export async function execute(state: ClusterState): Promise<void> {
  state.dispatch();
  await state.idle();
}

/** One step in place of many: the newest block with the messages of all. */
export const inOneGo = (steps: readonly Advance[]): Advance => ({
  block: (steps.at(-1) as Advance).block,
  messages: steps.flatMap(({ messages: some }) => some),
});

/** The real engine on Node's threads, which run when this resolves, so that a test's time is its own. */
export async function startPool(
  limits: Partial<Limits> = {},
  threads = 2,
  web?: EnginePoolOptions["web"],
): Promise<EnginePool> {
  const pool = new EnginePool({
    ...(web && { web }),
    spawnThread: spawnNodeThread,
    timers: nodeTimers,
    threads,
    waitingQueries: 4,
    limits: { ...defaultLimits, ...limits },
  });
  const idle = new ContractState(word(0));
  const program = { codeHash: word(0), code: adder };
  const block = { number: 1, hash: word(0), timeMs: 0 };
  const context = { caller: word(0), contract: word(0), codeHash: word(0), block, randomSeed: word(0) };
  await Promise.all([
    pool.runCommand(program, idle, { kind: "command", method: "draw", args: "null", context }),
    pool.runQuery(program, idle.snapshot(), { kind: "query", method: "sum", args: "null", context }),
  ]);
  return pool;
}

/** A contract that adds up, remembers who spoke last, and knows how to fail. */
export const adder = `export default {
  init(ctx, start) {
    if (start === "fail") throw new Error("no such start");
    ctx.state.put("sum", String(start ?? 0));
  },
  commands: {
    add(ctx, n) {
      ctx.state.put("sum", String(Number(ctx.state.get("sum")) + n));
      ctx.state.put("last", ctx.caller);
      return Number(ctx.state.get("sum"));
    },
    refuse(ctx, message) { throw { code: "Refused", message }; },
    throwing() { throw new TypeError("not a number"); },
    draw(ctx) { ctx.state.put("drawn", Array.from(ctx.random(8)).join()); },
    spin() { for (;;); },
  },
  queries: {
    sum: (ctx) => Number(ctx.state.get("sum")),
    caller: (ctx) => ctx.caller ?? null,
    request: (ctx) => ctx.requestId,
  },
};`;
