import { decode, type Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { readState } from "@pha/frame";
import { emptyMessageHead, type MessageHead, verifyMessages } from "@pha/light-client";
import type { Core } from "@pha/program-kit";
import { clusters, codeHashOf, Message, messages } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { Advance } from "../protocol.ts";
import { obtainKeys } from "./contract-keys.ts";
import { type ContractSnapshot, HostedContract } from "./hosted-contract.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A contract that serves queries, as of the block the cluster has executed. */
export interface Served {
  readonly contract: HostedContract;
  readonly snapshot: ContractSnapshot;
}

/** The messages of this worker's cluster, in ledger order, and the contracts that come of them. */
export class ClusterState {
  readonly #core: Core;
  readonly #engine: EnginePool;
  readonly #id: number;
  readonly #contracts = new Map<Hex, HostedContract>();
  #head: MessageHead = emptyMessageHead;
  #waiting: { readonly number: bigint; readonly message: Message }[] = [];
  #executed = 0;

  constructor(core: Core, engine: EnginePool, id: number) {
    this.#core = core;
    this.#engine = engine;
    this.#id = id;
  }

  /** Messages taken in. */
  get count(): bigint {
    return this.#head.count;
  }

  /** Block up to which everything is executed. */
  get executed(): number {
    return this.#executed;
  }

  get contracts(): ReadonlyMap<Hex, HostedContract> {
    return this.#contracts;
  }

  /**
   * Takes a newer block and the messages up to it, once the ledger's own count and hash prove that they are all.
   *
   * @throws `light-client.BadMessageChain` when some are missing, changed or out of order; nothing is taken then
   */
  async advance({ block, messages: given }: Advance): Promise<void> {
    this.#core.advance(block);
    const proven = await this.#core.view.read((view) => readState(messages, view).head.get(this.#id));
    verifyMessages(this.#head, proven, given);
    const first = this.#head.count + 1n;
    this.#waiting.push(...given.map((bytes, i) => ({ number: first + BigInt(i), message: decode(Message, bytes) })));
    this.#head = proven;
  }

  /** Whether the finalized ledger lists this worker as a member. */
  isMember(): Promise<boolean> {
    return this.#core.view.read((view) => {
      const cluster = readState(clusters, view).clusters.get(this.#id);
      return cluster?.members.includes(this.#core.identity) ?? false;
    });
  }

  /**
   * Executes all messages taken in.
   *
   * @throws `miner.KeysUnavailable` when a new contract's keys are not to be had now; the rest waits
   */
  async execute(): Promise<void> {
    const { number } = this.#core.view.head.header;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const contract = await this.#contractOf(next.message);
      await contract?.execute(next.message, next.number);
      this.#waiting.shift();
    }
    this.#executed = number;
  }

  async #contractOf({ body }: Message): Promise<HostedContract | undefined> {
    const id = body.value.contract;
    if (body.type === "Command" || this.#contracts.has(id)) return this.#contracts.get(id);
    const { codeHash, epoch } = body.value;
    const code = await this.#core.ask({ type: "Code", value: codeHash });
    if (codeHashOf(code) !== codeHash) throw errors.WrongCode({ codeHash });
    const keys = await obtainKeys(this.#core, id, { cluster: this.#id, codeHash, epoch });
    const scope = { genesis: this.#core.host.genesisHash, contract: id, codeHash, epoch };
    const contract = new HostedContract(
      this.#core.host,
      this.#engine,
      scope,
      { codeHash, code: decoder.decode(code) },
      keys,
    );
    this.#contracts.set(id, contract);
    return contract;
  }
}
