import { CodedError, type Hex, Recent } from "@pha/codec";
import { nodePrimitives } from "@pha/crypto/node/primitives";
import { readState } from "@pha/frame";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import { type WayToWorker, wayToWorker } from "@pha/secret-channel/ask";
import type { Bus } from "@pha/service-kit/bus";
import { readLedger } from "@pha/service-kit/ledger";
import type { Logger } from "@pha/service-kit/log";
import { errors } from "../errors.ts";

/** Contracts whose cluster is remembered, since contracts never move; clusters; sessions of workers. */
const maxKnown = 10_000;
/** Members are read anew after so long, beside a request; after so much longer, before it. */
const freshMs = 2_000;
const staleMs = 60_000;

/** A member of a cluster, in the session that the ledger names. */
export interface Worker {
  readonly identity: Hex;
  readonly way: WayToWorker;
}

interface Known {
  readonly members: readonly Worker[];
  readonly readMs: number;
}

/** Who serves which contract, by the ledger's word. */
export class Workers {
  readonly #bus: Bus;
  readonly #genesisHash: Hex;
  readonly #log: Logger;
  readonly #clusters = new Recent<Hex, { readonly id: number }>(maxKnown);
  readonly #known = new Recent<number, Known>(maxKnown);
  readonly #reading = new Map<number, Promise<Known>>();
  readonly #ways = new Recent<Hex, WayToWorker>(maxKnown);

  constructor({ bus, genesisHash, log }: { bus: Bus; genesisHash: Hex; log: Logger }) {
    this.#bus = bus;
    this.#genesisHash = genesisHash;
    this.#log = log;
  }

  /** @throws `gatekeeper.UnknownContract` */
  async clusterOf(contract: Hex): Promise<number> {
    const known = this.#clusters.get(contract);
    if (known) return known.id;
    const record = await readLedger(this.#bus, (state) => readState(contracts, state).contracts.get(contract));
    if (!record) throw errors.UnknownContract({ contract });
    this.#clusters.set(contract, { id: record.cluster });
    return record.cluster;
  }

  /**
   * Members of a cluster, not much older than the finalized ledger: while that cannot be read, those that were known.
   *
   * @param sinceMs - members that were read by then are read anew
   */
  async membersOf(cluster: number, sinceMs = Number.NEGATIVE_INFINITY): Promise<readonly Worker[]> {
    const known = this.#known.get(cluster);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : performance.now() - known.readMs;
    if (known && ageMs < freshMs && known.readMs > sinceMs) return known.members;
    const reading = this.#read(cluster);
    if (!known) return (await reading).members;
    const orKnown = reading.catch((error: unknown) => {
      if (!(error instanceof CodedError)) this.#log.error({ err: error, cluster }, "members of a cluster not read");
      return known;
    });
    return (ageMs >= staleMs || known.readMs <= sinceMs ? await orKnown : known).members;
  }

  /** One reading of a cluster at a time. */
  #read(cluster: number): Promise<Known> {
    const underWay = this.#reading.get(cluster);
    if (underWay) return underWay;
    const reading = this.#readMembers(cluster).finally(() => this.#reading.delete(cluster));
    this.#reading.set(cluster, reading);
    return reading;
  }

  async #readMembers(cluster: number): Promise<Known> {
    const readMs = performance.now();
    const members = await readLedger(this.#bus, (state) => {
      const identities = readState(clusters, state).clusters.get(cluster)?.members ?? [];
      const workers = readState(attestation, state).workers.getMany(identities);
      return identities.flatMap((identity, i) => {
        const hpkeKey = workers[i]?.session.hpkeKey;
        return hpkeKey === undefined ? [] : [{ identity, way: this.#wayTo(hpkeKey) }];
      });
    });
    const known = { members, readMs };
    this.#known.set(cluster, known);
    return known;
  }

  #wayTo(hpkeKey: Hex): WayToWorker {
    const known = this.#ways.get(hpkeKey);
    if (known) return known;
    const way = wayToWorker(nodePrimitives, this.#genesisHash, hpkeKey);
    this.#ways.set(hpkeKey, way);
    return way;
  }
}
