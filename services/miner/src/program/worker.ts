import type { Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import type { CertifiedHead } from "@pha/light-client";
import type { Core, Standing, Turns } from "@pha/program-kit";
import type { ReceiptList, ReceiptRequest, ReceiptsRequest, SignedReceipt } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Advance, QueryRequest, TickReply } from "../protocol.ts";
import { ClusterState, type Served } from "./cluster.ts";
import { leaseExpired, QueryDesk } from "./queries.ts";
import { listReceipts, signReceipt } from "./receipts.ts";
import { Reporter } from "./reports.ts";

/** State that queries are answered from: one finalized block, and the contracts as of that block. */
interface Serving {
  readonly head: CertifiedHead;
  readonly registeredAt: number;
  readonly contracts: ReadonlyMap<Hex, Served>;
  /** Messages of the cluster up to that block. */
  readonly messages: bigint;
}

/** One worker of one cluster. */
export class Worker {
  readonly core: Core;
  readonly #cluster: ClusterState;
  readonly #reporter: Reporter;
  readonly #queries: QueryDesk;
  #serving: Serving | undefined;
  #standing: TickReply["standing"] = "not-registered";
  #last: Promise<unknown> = Promise.resolve();

  constructor(core: Core, engine: EnginePool, turns: Turns, cluster: number) {
    this.core = core;
    this.#cluster = new ClusterState(core, engine, cluster);
    this.#reporter = new Reporter(core);
    this.#queries = new QueryDesk(core, engine, turns);
  }

  /** Takes a newer block and the messages up to it. */
  advance(advance: Advance): Promise<void> {
    return this.#inOrder(() => this.#cluster.advance(advance));
  }

  /** Takes messages whose block is too old to prove them. */
  gather(messages: readonly Uint8Array[]): void {
    this.#cluster.gather(messages);
  }

  /** The end of what is being asked for: whether another tick has more to execute. */
  get asked(): Promise<boolean> {
    return this.#cluster.asked;
  }

  /** Executes what came in, if the ledger lets this worker, and says what to send. */
  tick(): Promise<TickReply> {
    return this.#inOrder(async () => {
      const session = await this.core.standing();
      const standing = await this.#work(session);
      this.#standing = standing;
      return {
        extrinsics: this.core.outbox.pending(),
        standing,
        renews: session.renews,
        lease: this.core.leaseStatus,
        executed: this.#cluster.executed.header.number,
        messages: this.#cluster.count,
        contracts: this.#cluster.contracts.size,
      };
    });
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link QueryDesk.answer} throws */
  query(request: QueryRequest): Promise<Uint8Array> {
    const { head, registeredAt, served } = this.#serve(request.contract);
    return this.#queries.answer(request, served, head, registeredAt);
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract`, and what {@link signReceipt} throws */
  receipt(request: ReceiptRequest): SignedReceipt {
    return signReceipt(this.core, request, this.#serve(request.contract));
  }

  /** @throws `miner.NotServing`, `miner.LeaseExpired`, `miner.UnknownContract` */
  receipts(request: ReceiptsRequest): ReceiptList {
    return listReceipts(request, this.#serve(request.contract).served);
  }

  #serve(contract: Hex): Serving & { readonly served: Served } {
    if (!this.#serving) throw errors.NotServing({ standing: this.#standing });
    const served = this.#serving.contracts.get(contract);
    const { number } = this.#serving.head.header;
    if (!this.core.isLeased(number)) throw leaseExpired(number);
    const { contracts, keyless } = this.#cluster;
    // Others of the cluster may serve what waits here, or is stuck.
    if (!served && (keyless.has(contract) || contracts.has(contract))) throw errors.NotServing();
    if (!served) throw errors.UnknownContract({ contract });
    return { ...this.#serving, served };
  }

  async #work({ standing, worker }: Standing): Promise<TickReply["standing"]> {
    const member = worker !== undefined && (await this.#cluster.isMember());
    if (!member) this.#serving = undefined;
    if (!worker) return standing;
    if (!member) return "not-a-member";
    await this.#cluster.execute();
    const { executed: head, count: messages, isWithoutKeys } = this.#cluster;
    this.#serving = { head, registeredAt: worker.registeredAt, contracts: this.#servedContracts(), messages };
    if (!this.core.isLeased(head.header.number)) return "unleased";
    await this.#reporter.report(this.#cluster.contracts.values());
    return isWithoutKeys ? "waiting-for-keys" : "serving";
  }

  #servedContracts(): ReadonlyMap<Hex, Served> {
    const served = [...this.#cluster.contracts].filter(([, contract]) => !contract.stuck);
    return new Map(served.map(([id, contract]) => [id, { contract, snapshot: contract.snapshot() }]));
  }

  /** Blocks and ticks one after another; queries meanwhile run on what was there before. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
