import { decode, type Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { readState } from "@pha/frame";
import { type CertifiedHead, emptyMessageHead, type MessageHead, verifyMessages } from "@pha/light-client";
import type { Core } from "@pha/program-kit";
import { clusters, Message, messages } from "@pha/runtime/program";
import type { Advance } from "../protocol.ts";
import { type ContractSnapshot, HostedContract, type Surroundings } from "./hosted-contract.ts";
import { KeyAsks, type Ready } from "./key-asks.ts";
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

/** The messages of this worker's cluster, in ledger order, and the contracts that come of them. */
export class ClusterState {
  readonly #core: Core;
  readonly #surroundings: Surroundings;
  readonly #asks: KeyAsks;
  readonly #id: number;
  readonly #contracts = new Map<Hex, HostedContract>();
  #head: MessageHead = emptyMessageHead;
  #gathered: Incoming[] = [];
  #waiting: Waiting[] = [];
  #keyless: ReadonlySet<Hex> = new Set();
  #taken: CertifiedHead;
  #executed: CertifiedHead;

  constructor(core: Core, engine: EnginePool, id: number) {
    this.#core = core;
    this.#surroundings = { host: core.host, engine, books: new ReceiptBooks() };
    this.#asks = new KeyAsks(core, id);
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

  /** {@link KeyAsks.asked} */
  get asked(): Promise<boolean> {
    return this.#asks.asked;
  }

  /** Whether nothing can be served because no keys are to be had. */
  get isWithoutKeys(): boolean {
    return this.#contracts.size === 0 && this.#keyless.size > 0 && this.#asks.isInVain;
  }

  /**
   * Executes the messages taken in, those to one contract in their order. A new contract waits for its keys, which are
   * asked for meanwhile, and so do the messages to it.
   */
  async execute(): Promise<void> {
    for (const ready of this.#asks.take()) this.#open(ready);
    await this.#run();
    const bodies = this.#waiting.map(({ message: { body } }) => body);
    this.#asks.want(
      bodies.flatMap(({ type, value }) =>
        type === "Instantiated" && this.#keyless.has(value.contract) ? [value] : [],
      ),
    );
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

  /** Makes a new contract ready for its messages. */
  #open({ contract: { contract, codeHash, epoch }, code, keys }: Ready): void {
    const scope = { genesis: this.#core.host.genesisHash, contract, codeHash, epoch };
    const program = { codeHash, code: textOf(code) };
    this.#contracts.set(contract, new HostedContract(this.#surroundings, scope, program, keys));
  }
}
