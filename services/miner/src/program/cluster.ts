import { decode, type Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { readState } from "@pha/frame";
import { type CertifiedHead, emptyMessageHead, type MessageHead, verifyMessages } from "@pha/light-client";
import type { Core } from "@pha/program-kit";
import { clusters, codeHashOf, Message, messages } from "@pha/runtime/program";
import { errors } from "../errors.ts";
import type { Advance } from "../protocol.ts";
import { type ContractKeys, obtainKeys } from "./contract-keys.ts";
import { type ContractSnapshot, HostedContract, type Surroundings } from "./hosted-contract.ts";
import { KeyTurns } from "./key-turns.ts";
import { ReceiptBooks } from "./receipt-book.ts";
import { textOf } from "./text.ts";

/** A contract that serves queries, as of the block the cluster has executed. */
export interface Served {
  readonly contract: HostedContract;
  readonly snapshot: ContractSnapshot;
}

interface Incoming {
  readonly bytes: Uint8Array;
  readonly message: Message;
}

/** A message that is not executed yet, and its number among the cluster's. */
interface Waiting {
  readonly number: bigint;
  readonly message: Message;
}

type Instantiated = Extract<Message["body"], { type: "Instantiated" }>["value"];

/** The messages of this worker's cluster, in ledger order, and the contracts that come of them. */
export class ClusterState {
  readonly #core: Core;
  readonly #surroundings: Surroundings;
  readonly #id: number;
  readonly #contracts = new Map<Hex, HostedContract>();
  #head: MessageHead = emptyMessageHead;
  #gathered: Incoming[] = [];
  #waiting: Waiting[] = [];
  #keyless: ReadonlySet<Hex> = new Set();
  readonly #keyTurns = new KeyTurns();
  #taken: CertifiedHead;
  #executed: CertifiedHead;

  constructor(core: Core, engine: EnginePool, id: number) {
    this.#core = core;
    this.#surroundings = { host: core.host, engine, books: new ReceiptBooks() };
    this.#id = id;
    this.#taken = core.view.head;
    this.#executed = this.#taken;
  }

  /** Messages taken in. */
  get count(): bigint {
    return this.#head.count;
  }

  /**
   * Block up to which everything is executed. The view may be ahead of it: a host that brings a block without its
   * messages must not make an old state look like that block's.
   */
  get executed(): CertifiedHead {
    return this.#executed;
  }

  get contracts(): ReadonlyMap<Hex, HostedContract> {
    return this.#contracts;
  }

  /** Keeps messages that are believed once {@link advance} proves them. Those that are here may come again. */
  gather(given: readonly Uint8Array[]): void {
    this.#gathered.push(...this.#fresh(given));
  }

  /**
   * Takes a newer block and the messages up to it, once the ledger's own count and hash prove that they and what was
   * gathered are all. Messages that were taken before may come again: a host does not always learn that they arrived.
   *
   * @throws `light-client.BadMessageChain` when some are missing, changed or out of order; nothing is taken then
   */
  async advance({ block, messages: given }: Advance): Promise<void> {
    this.#core.advance(block);
    const { head, proven } = await this.#core.view.read((view, at) => ({
      head: at,
      proven: readState(messages, view).head.get(this.#id),
    }));
    const incoming = [...this.#gathered, ...this.#fresh(given)];
    verifyMessages(
      this.#head,
      proven,
      incoming.map(({ bytes }) => bytes),
    );
    for (const [i, { message }] of incoming.entries())
      this.#waiting.push({ number: this.#head.count + 1n + BigInt(i), message });
    this.#gathered = [];
    this.#head = proven;
    this.#taken = head;
  }

  /** Messages of newer blocks than those gathered: all messages of a block come together. */
  #fresh(given: readonly Uint8Array[]): Incoming[] {
    const known = this.#gathered.at(-1)?.message.number ?? this.#taken.header.number;
    return given
      .map((bytes) => ({ bytes, message: decode(Message, bytes) }))
      .filter(({ message }) => message.number > known);
  }

  /** Whether the finalized ledger lists this worker as a member. */
  isMember(): Promise<boolean> {
    return this.#core.view.read((view) => {
      const cluster = readState(clusters, view).clusters.get(this.#id);
      return cluster?.members.includes(this.#core.identity) ?? false;
    });
  }

  /** New contracts that wait for their keys. */
  get keyless(): ReadonlySet<Hex> {
    return this.#keyless;
  }

  /**
   * Executes the messages taken in, those to one contract in their order. A new contract whose keys are not to be had
   * now waits alone, and so do the messages to it.
   *
   * @throws `miner.WrongCode`; the messages to that contract wait
   */
  async execute(): Promise<void> {
    await this.#run();
    if (await this.#openSome()) await this.#run();
  }

  async #run(): Promise<void> {
    const keyless = new Set<Hex>();
    const later: Waiting[] = [];
    const all = this.#waiting;
    let done = 0;
    try {
      for (const waiting of all) {
        const { number, message } = waiting;
        const id = message.body.value.contract;
        if (message.body.type === "Instantiated" && !this.#contracts.has(id)) keyless.add(id);
        if (keyless.has(id)) later.push(waiting);
        else await this.#contracts.get(id)?.execute(message, number);
        done++;
      }
    } finally {
      this.#waiting = [...later, ...all.slice(done)];
      this.#keyless = keyless;
    }
    this.#executed = this.#taken;
  }

  /** Makes new contracts ready, several at once, those whose turn it is. Whether keys were to be had for any. */
  async #openSome(): Promise<boolean> {
    const waiting = this.#waiting.flatMap(({ message: { body } }) =>
      body.type === "Instantiated" && this.#keyless.has(body.value.contract) ? [body.value] : [],
    );
    const some = this.#keyTurns.next(waiting);
    if (some.length === 0) return false;
    const opened = await Promise.all(some.map((contract) => this.#open(contract)));
    return this.#keyTurns.note(some, opened);
  }

  /** Makes a new contract ready for its messages. False when its keys are not to be had now. @throws `miner.WrongCode` */
  async #open({ contract: id, codeHash, epoch }: Instantiated): Promise<boolean> {
    const code = await this.#core.ask({ type: "Code", value: codeHash });
    if (codeHashOf(code) !== codeHash) throw errors.WrongCode({ codeHash });
    const keys = await this.#keysOf(id, codeHash, epoch);
    if (!keys) return false;
    const scope = { genesis: this.#core.host.genesisHash, contract: id, codeHash, epoch };
    const contract = new HostedContract(this.#surroundings, scope, { codeHash, code: textOf(code) }, keys);
    this.#contracts.set(id, contract);
    return true;
  }

  async #keysOf(id: Hex, codeHash: Hex, epoch: number): Promise<ContractKeys | undefined> {
    try {
      return await obtainKeys(this.#core, id, { cluster: this.#id, codeHash, epoch });
    } catch (error) {
      if (errors.KeysUnavailable.is(error)) return undefined;
      throw error;
    }
  }
}
