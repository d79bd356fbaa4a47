import type { Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import type { Core, SignedHandOverRequest, Standing, Turns } from "@pha/program-kit";
import type { ReceiptList, ReceiptRequest, ReceiptsRequest, SignedReceipt } from "@pha/secret-channel";
import type { QueryRequest } from "@pha/secret-channel/ask";
import { errors } from "../errors.ts";
import type { Advance, TickReply } from "../protocol.ts";
import { Admission } from "./admission.ts";
import { ClusterState } from "./cluster.ts";
import type { Served } from "./contract-lane.ts";
import { Heartbeats } from "./heartbeats.ts";
import { KeyTeller } from "./key-teller.ts";
import { QueryDesk } from "./query-desk.ts";
import { leaseExpired, QueryRunner } from "./query-runner.ts";
import { listReceipts, signReceipt } from "./receipts.ts";
import { Reporter } from "./reports.ts";
import { type Registered, SessionDesk } from "./session-desk.ts";
import type { SpareWork } from "./spare-work.ts";
import { TaskDesk } from "./task-desk.ts";
import { TaskRunner } from "./task-runner.ts";

/** What a worker is made with. */
export interface WorkerOptions {
  readonly core: Core;
  readonly engine: EnginePool;
  readonly turns: { readonly queries: Turns; readonly commands: Turns };
  readonly cluster: number;
  /** Blocks from one checkpoint of a contract to the next, at least. */
  readonly checkpointBlocks: number;
  readonly work: SpareWork;
  /** Called whenever another tick has something to do, or to tell. */
  readonly onProgress: () => void;
}

/** One worker of one cluster. */
export class Worker {
  readonly core: Core;
  readonly #cluster: ClusterState;
  readonly #reporter: Reporter;
  readonly #keyTeller: KeyTeller;
  readonly #queries: QueryDesk;
  readonly #sessions: SessionDesk;
  readonly #tasks: TaskDesk;
  readonly #heartbeats: Heartbeats;
  /** The session on the ledger for which this worker serves. */
  #serving: Registered | undefined;
  #hasCaughtUp = false;
  #standing: TickReply["standing"] = "not-registered";
  #last: Promise<unknown> = Promise.resolve();

  constructor({ core, engine, turns, cluster: id, checkpointBlocks, work, onProgress }: WorkerOptions) {
    this.core = core;
    this.#cluster = new ClusterState({ core, engine, turns: turns.commands, id, checkpointBlocks, onProgress });
    this.#reporter = new Reporter(core);
    this.#keyTeller = new KeyTeller(core, id);
    const queries = new QueryRunner(core, engine, turns.queries);
    this.#heartbeats = new Heartbeats(core, work, () => queries.done);
    const desk = { core, admission: new Admission(core), runner: queries };
    this.#queries = new QueryDesk(desk);
    this.#sessions = new SessionDesk(desk);
    const runner = new TaskRunner(core, engine, turns.queries);
    this.#tasks = new TaskDesk({ core, cluster: this.#cluster, clusterId: id, runner, onProgress });
  }

  /** Takes a newer block and the messages up to it. */
  advance(advance: Advance): Promise<void> {
    return this.#inOrder(() => this.#cluster.advance(advance));
  }

  /** Takes messages whose block is too old to prove them. */
  gather(messages: readonly Uint8Array[]): void {
    this.#cluster.gather(messages);
  }

  /** Resolves when all keys that were asked for have come or not, and what has its keys is executed. */
  async idle(): Promise<void> {
    await this.#cluster.asked;
    await this.#cluster.idle();
  }

  /** Has what came in executed, if the ledger lets this worker, and says what to send of what is executed by now. */
  tick(): Promise<TickReply> {
    return this.#inOrder(async () => {
      const session = await this.core.standing();
      const standing = await this.#work(session);
      this.#sessions.forgetIdle();
      this.#standing = standing;
      return {
        extrinsics: this.core.outbox.pending(),
        standing,
        renews: session.renews,
        lease: this.core.leaseStatus,
        taken: this.#cluster.taken.head.header.number,
        messages: this.#cluster.taken.messages,
        contracts: this.#cluster.contracts.size,
        lacking: this.#cluster.lacking,
        tasks: this.#tasks.counts,
        work: this.#cluster.counts,
      };
    });
  }

  /** @throws what `Giver.give` throws */
  give(signed: SignedHandOverRequest): Promise<Uint8Array> {
    return this.#cluster.give(signed);
  }

  /** Has what the next start goes on from kept. */
  rest(): Promise<void> {
    return this.#inOrder(() => this.#cluster.rest());
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link QueryDesk.answer} throws */
  query(request: QueryRequest): Promise<Uint8Array> {
    const { served, registered } = this.#serve(request.contract);
    return this.#queries.answer(request, served, registered.registeredAt);
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link SessionDesk.open} throws */
  openSession(request: QueryRequest): Promise<Uint8Array> {
    const { served, registered } = this.#serve(request.contract);
    return this.#sessions.open(request, served, registered);
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link SessionDesk.answer} throws */
  frame({ contract, frame }: { readonly contract: Hex; readonly frame: Uint8Array }): Promise<Uint8Array> {
    const { served, registered } = this.#serve(contract);
    return this.#sessions.answer(frame, served, registered);
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link signReceipt} throws */
  receipt(request: ReceiptRequest): SignedReceipt {
    return signReceipt(this.core, request, this.#serve(request.contract).served);
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract` */
  receipts(request: ReceiptsRequest): ReceiptList {
    return listReceipts(request, this.#serve(request.contract).served);
  }

  #serve(contract: Hex): { readonly served: Served; readonly registered: Registered } {
    const registered = this.#serving;
    if (registered === undefined) throw errors.NotServing({ standing: this.#standing });
    this.#requireLease(this.#taken);
    const served = this.#cluster.served(contract);
    if (served === undefined) throw errors.UnknownContract({ contract });
    // Others of the cluster may serve what waits here, is stuck, or is not as far as this session.
    if (served === "waiting" || served.at.head.header.number < registered.registeredAt) throw errors.NotServing();
    this.#requireLease(served.at.head.header.number);
    return { served, registered };
  }

  get #taken(): number {
    return this.#cluster.taken.head.header.number;
  }

  #requireLease(number: number): void {
    if (!this.core.isLeased(number)) throw leaseExpired(number);
  }

  async #work({ standing, worker }: Standing): Promise<TickReply["standing"]> {
    const member = worker !== undefined && (await this.#cluster.isMember());
    this.#serving = member ? worker : undefined;
    if (!member) this.#hasCaughtUp = false;
    if (!worker) return standing;
    await this.#heartbeats.tell();
    if (!member) return "not-a-member";
    this.#cluster.dispatch();
    if (!this.core.isLeased(this.#taken)) return "unleased";
    this.#cluster.askAhead(await this.#keyTeller.tell(this.#cluster.contracts.values()));
    await this.#reporter.report(this.#cluster.contracts.values());
    if (this.#cluster.isWithoutKeys) return "waiting-for-keys";
    this.#hasCaughtUp ||= this.#cluster.hasReached(worker.registeredAt);
    if (!this.#hasCaughtUp) return "catching-up";
    await this.#tasks.begin();
    return "serving";
  }

  /** Blocks and ticks one after another; queries meanwhile run on what was there before. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
