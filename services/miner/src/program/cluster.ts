import type { Hex } from "@pha/codec";
import type { EnginePool, Program } from "@pha/contract-engine";
import { readState } from "@pha/frame";
import type { Core, SignedHandOverRequest, Turns } from "@pha/program-kit";
import { clusters, messages } from "@pha/runtime/program";
import type { Advance, TickReply } from "../protocol.ts";
import { Giver } from "./checkpoint/giver.ts";
import { Keeper } from "./checkpoint/keeper.ts";
import { OwnCheckpoints } from "./checkpoint/own.ts";
import { Peers } from "./checkpoint/peers.ts";
import { Returns } from "./checkpoint/returns.ts";
import { Starts } from "./checkpoint/starts.ts";
import type { Served } from "./contract-lane.ts";
import { Dispatcher } from "./dispatcher.ts";
import { HostedContract, type Surroundings } from "./hosted-contract.ts";
import { findCode, KeyAsks, type Ready, type Wanted } from "./key-asks.ts";
import { KeyRing } from "./key-ring.ts";
import { type Listed, listContracts, neededBehind } from "./listed.ts";
import { type Mark, MessageLog } from "./message-log.ts";
import { bringMessages, bringMessagesUpTo } from "./messages.ts";
import { ReceiptBooks } from "./receipt-book.ts";
import { tell } from "./tell.ts";
import { textOf } from "./text.ts";

/** What a cluster is made with. */
export interface ClusterOptions {
  readonly core: Core;
  readonly engine: EnginePool;
  /** Turns of commands. */
  readonly turns: Turns;
  readonly id: number;
  /** Blocks from one checkpoint of a contract to the next, at least. */
  readonly checkpointBlocks: number;
  /** Called whenever there is more to do, or to tell. */
  readonly onProgress: () => void;
}

/** Blocks after which it is looked again for what a contract goes on from whose keys may be over. */
export const returnBlocks = 64;

/** The messages of this worker's cluster, in ledger order, and the contracts that come of them. */
export class ClusterState {
  readonly #core: Core;
  readonly #surroundings: Surroundings;
  readonly #asks: KeyAsks;
  readonly #id: number;
  readonly #contracts = new Map<Hex, HostedContract>();
  readonly #log: MessageLog;
  readonly #dispatcher: Dispatcher;
  readonly #peers: Peers;
  readonly #starts: Starts;
  readonly #returns: Returns;
  readonly #keeper: Keeper;
  readonly #giver: Giver;
  /** Contracts that look for what they go on from, or with. */
  readonly #opening = new Map<Hex, Promise<void>>();
  /** Blocks before which it is not looked again whether the keys of contracts that wait for some are over. */
  readonly #lookedUntil = new Map<Hex, number>();
  readonly #onProgress: () => void;
  /** Messages that contracts executed which others have taken the place of, and how many did. */
  #executedBefore = 0n;
  #returned = 0;
  /** Contracts that were made before the first block of which the messages are here; unknown before that. */
  #listed: Map<Hex, Listed> | undefined;
  #ahead: readonly Wanted[] = [];

  constructor({ core, engine, turns, id, checkpointBlocks, onProgress }: ClusterOptions) {
    this.#core = core;
    this.#onProgress = onProgress;
    const own = new OwnCheckpoints(core);
    this.#peers = new Peers(core, id);
    this.#starts = new Starts(core, own, this.#peers);
    this.#returns = new Returns(core, id, this.#peers);
    this.#giver = new Giver(core, id, this.#contracts);
    this.#keeper = new Keeper(core, own, checkpointBlocks);
    this.#surroundings = { host: core.host, engine, turns, books: new ReceiptBooks() };
    this.#asks = new KeyAsks(core, id, onProgress);
    this.#id = id;
    this.#log = new MessageLog(core.view.head);
    this.#dispatcher = new Dispatcher({
      log: this.#log,
      bring: (fromBlock, toBlock) => bringMessages(core, { cluster: id, fromBlock, toBlock }),
      bringUpTo: (block) => bringMessagesUpTo(core, { cluster: id, block }),
      onProgress,
      onFailure: () => core.host.log("miner.MessagesNotBrought"),
    });
  }

  /**
   * Block up to which the messages have been taken in. The view may be ahead of it: a host that brings a block without
   * its messages must not make an old state look like that block's.
   */
  get taken(): Mark {
    return this.#log.taken;
  }

  /** What was done since the start. */
  get counts(): TickReply["work"] {
    const executed = [...this.#contracts.values()].reduce(
      (sum, contract) => sum + contract.executed,
      this.#executedBefore,
    );
    const { resumed, received } = this.#starts.counts;
    return {
      executed,
      resumed,
      received: received + this.#returned,
      kept: this.#keeper.kept,
      given: this.#giver.given,
    };
  }

  /** {@link Giver.give} */
  give(signed: SignedHandOverRequest): Promise<Uint8Array> {
    return this.#giver.give(signed);
  }

  /** Has what the next start goes on from kept. */
  rest(): Promise<void> {
    return this.#keeper.rest(this.#contracts.values());
  }

  /** Contracts whose keys are here. */
  get contracts(): ReadonlyMap<Hex, HostedContract> {
    return this.#contracts;
  }

  /** Contracts that wait for keys, of their first epoch or of another. */
  get lacking(): number {
    return [...this.#dispatcher.lanes.values()].filter(({ wanted }) => wanted !== undefined).length;
  }

  /** New contracts that wait for their keys. */
  get keyless(): ReadonlySet<Hex> {
    return new Set([...this.#dispatcher.lanes.keys()].filter((id) => !this.#contracts.has(id)));
  }

  /** Keeps messages that are believed once {@link advance} proves them. Those that are here may come again. */
  gather(given: readonly Uint8Array[]): void {
    this.#log.gather(given);
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
    this.#log.advance(head, proven, given);
    const { begun = 0n } = this.#log;
    if (this.#listed) return;
    const listed = begun === 0n ? [] : await listContracts(this.#core, this.#id);
    this.#dispatcher.begin(begun, listed);
    this.#listed = new Map(listed.map((one) => [one.contract, one]));
  }

  /** Whether the finalized ledger lists this worker as a member. */
  isMember(): Promise<boolean> {
    return this.#core.view.read((view) => {
      const cluster = readState(clusters, view).clusters.get(this.#id);
      return cluster?.members.includes(this.#core.identity) ?? false;
    });
  }

  /** {@link KeyAsks.asked} */
  get asked(): Promise<boolean> {
    return this.#asks.asked;
  }

  /** Resolves when all that is here and has its keys is executed, and no checkpoint is being made. */
  async idle(): Promise<void> {
    await Promise.all(this.#opening.values());
    await this.#dispatcher.idle();
    await this.#keeper.idle;
  }

  /** Whether nothing can be served because no keys are to be had. */
  get isWithoutKeys(): boolean {
    return this.#contracts.size === 0 && this.#dispatcher.lanes.size > 0 && this.#asks.isInVain;
  }

  /** Whether there is a contract that is served as of this block or a newer one; or none that could be. */
  hasReached(block: number): boolean {
    const lanes = [...this.#dispatcher.lanes.values()].filter(({ contract }) => !contract?.stuck);
    if (lanes.length === 0) return this.#hasReadAll;
    return lanes.some(({ served }) => served !== undefined && served.at.head.header.number >= block);
  }

  /** A contract as it serves queries, or that it has to wait for something; `undefined` when there is none. */
  served(id: Hex): Served | "waiting" | undefined {
    const lane = this.#dispatcher.lanes.get(id);
    if (lane) return lane.served ?? "waiting";
    return this.#hasReadAll ? undefined : "waiting";
  }

  get #hasReadAll(): boolean {
    return this.#listed !== undefined && this.#dispatcher.hasReadAll;
  }

  /**
   * Hands the messages taken in to their contracts, each of which executes its own in their order, beside the others. A
   * contract that lacks keys waits for them; they are asked for meanwhile.
   */
  dispatch(): void {
    if (!this.#listed) return;
    for (const ready of this.#asks.take())
      if (ready.contract.isNew) this.#opening.set(ready.contract.contract, this.#open(ready));
      else this.#renew(ready);
    this.#dispatcher.feed();
    this.#peers.move();
    this.#keeper.keep(this.#contracts.values());
    this.#ask();
    this.#bringBack();
    this.#bringCode();
  }

  /** Asks for keys that the contracts will need: others come first. */
  askAhead(wanted: readonly Wanted[]): void {
    this.#ahead = wanted;
    this.#ask();
  }

  #ask(): void {
    const lanes = [...this.#dispatcher.lanes].filter(([id]) => !this.#opening.has(id));
    const waiting = lanes.flatMap(([, { wanted }]) => wanted ?? []);
    const isMissing = ({ contract, epoch, codeHash }: Wanted) => {
      const hosted = this.#contracts.get(contract);
      const isHere = hosted?.keys.of(epoch, codeHash) !== undefined;
      return hosted !== undefined && !waiting.some((one) => one.contract === contract) && !isHere;
    };
    this.#asks.want([...waiting, ...this.#ahead.filter(isMissing)]);
  }

  /** Has a contract go on with the keys of another epoch. */
  #renew({ contract: { contract }, keys }: Ready): void {
    this.#contracts.get(contract)?.keys.add(keys);
    this.#dispatcher.lanes.get(contract)?.resume();
  }

  /** Makes a new contract ready for its messages: for those behind its checkpoint, where there is one. */
  async #open({ contract: { contract, codeHash, epoch }, keys }: Ready): Promise<void> {
    const resumed = await this.#starts.find(contract, keys);
    const listed = this.#listed?.get(contract);
    if (listed && !resumed) return this.#begin(listed);
    const program = await this.#findProgram(resumed?.codeHash ?? codeHash);
    this.#opening.delete(contract);
    if (!program) return;
    const ring = new KeyRing(keys, resumed?.epochs ?? [{ epoch, codeHash, from: 0, until: undefined }]);
    const hosted = new HostedContract(this.#surroundings, contract, program, ring, resumed);
    this.#contracts.set(contract, hosted);
    this.#dispatcher.open(hosted, listed && resumed && neededBehind(listed, resumed.height));
    this.#onProgress();
  }

  /** Without a checkpoint, a contract begins with its first message, which tells its first code. */
  #begin({ contract, deployedAt }: Listed): void {
    this.#opening.delete(contract);
    this.#listed?.delete(contract);
    this.#dispatcher.seek(contract, deployedAt - 1);
  }

  /** Has contracts go on from what another worker has, whose next message needs keys that nobody is given any more. */
  #bringBack(): void {
    const { number } = this.taken.head.header;
    for (const [id, { lackedEpoch, contract }] of this.#dispatcher.lanes) {
      if (lackedEpoch === undefined || !contract || this.#opening.has(id)) continue;
      if (number < (this.#lookedUntil.get(id) ?? 0)) continue;
      this.#lookedUntil.set(id, number + returnBlocks);
      this.#opening.set(id, this.#replace(contract, lackedEpoch));
    }
  }

  async #replace(contract: HostedContract, lackedEpoch: number): Promise<void> {
    const { id } = contract;
    const found = await this.#returns.find(id, lackedEpoch);
    const program = found && (await this.#findProgram(found.resumed.codeHash));
    this.#opening.delete(id);
    if (!found || !program) return this.#ask();
    const { keys, resumed } = found;
    this.#executedBefore += contract.executed;
    this.#returned++;
    contract.end();
    const hosted = new HostedContract(this.#surroundings, id, program, new KeyRing(keys, resumed.epochs), resumed);
    this.#contracts.set(id, hosted);
    this.#dispatcher.replace(hosted, resumed.height);
    this.#onProgress();
  }

  /** Has the code brought that contracts are to go over to. */
  #bringCode(): void {
    for (const [id, { wantedCode, contract }] of this.#dispatcher.lanes) {
      if (wantedCode === undefined || contract === undefined || this.#opening.has(id)) continue;
      this.#opening.set(id, this.#goOver(contract, wantedCode));
    }
  }

  async #goOver(contract: HostedContract, codeHash: Hex): Promise<void> {
    const program = await this.#findProgram(codeHash);
    this.#opening.delete(contract.id);
    if (!program) return;
    contract.code.bring(program);
    this.#dispatcher.lanes.get(contract.id)?.resume();
  }

  /** Code, if the host brings it; otherwise it is asked for again. */
  async #findProgram(codeHash: Hex): Promise<Program | undefined> {
    try {
      return { codeHash, code: textOf(await findCode(this.#core, codeHash)) };
    } catch (error) {
      tell(this.#core.host, "miner.ContractNotOpened", this.taken.head.header.number, error);
      return undefined;
    }
  }
}
