import type { Hex } from "@pha/codec";
import type { Recover } from "@pha/light-client";
import { type CertifiedHead, FinalizedView, headerHash, LightClient } from "@pha/light-client";
import { errors } from "../errors.ts";
import { type Chain, type Finality, findFinality, type Genesis, proveAt } from "./chain.ts";

/** A finalized block that is not the head: what its certificate said. */
export interface CertifiedBlock {
  readonly number: number;
  readonly hash: Hex;
  /** Validators that signed it, and validators there were. */
  readonly signers: number;
  readonly validators: number;
}

export interface FollowerOptions {
  /** Oldest block time, against this machine's clock, of a head that facts are proven at. */
  readonly maxAgeMs: number;
  readonly recover: Recover | undefined;
  readonly now: () => number;
}

/** Certified blocks remembered. */
const maxKnown = 1_024;

/** A light client that fetches for itself: certified headers, changes of the validators, proofs. */
export class Follower {
  readonly view: FinalizedView;
  readonly #chain: Chain;
  readonly #options: FollowerOptions;
  #known = new Map<number, CertifiedBlock>();
  #newestKnown = 0;
  #refreshing: Promise<CertifiedHead> | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param genesisHash - what the caller trusts
   * @throws `sdk.UnknownGenesis`, and `light-client` errors for a proof of validators that does not hold
   */
  constructor(chain: Chain, genesisHash: Hex, genesis: Genesis, options: FollowerOptions) {
    const actual = headerHash(genesis.header);
    if (actual !== genesisHash) throw errors.UnknownGenesis({ expected: genesisHash, actual });
    const client = LightClient.fromGenesis(genesisHash, genesis.header, genesis.validators, options.recover);
    this.view = new FinalizedView(client, async (number, keys) => (await proveAt(chain, number, keys)).witness);
    this.#chain = chain;
    this.#options = options;
  }

  get head(): CertifiedHead {
    return this.view.head;
  }

  /** The newest block number that is known to be certified. */
  get newest(): number {
    return Math.max(this.head.header.number, this.#newestKnown);
  }

  /** Moves the head to the newest certified block. */
  refresh(): Promise<CertifiedHead> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /**
   * A head that may be relied on: refreshed a moment ago, and not older than `maxAgeMs`.
   *
   * @throws `light-client.Stale` when finality has stopped, or somebody keeps the client in the past
   */
  async fresh(): Promise<CertifiedHead> {
    const { maxAgeMs, now } = this.#options;
    if (now() - this.#refreshedAt > maxAgeMs / 4) await this.refresh();
    this.view.client.requireFresh(now(), maxAgeMs);
    return this.head;
  }

  /**
   * A finalized block by its number, with its certificate checked.
   *
   * @throws `sdk.CertificateMissing`, and `light-client` errors for a certificate that does not hold
   */
  async certified(number: number): Promise<CertifiedBlock> {
    const known = this.#known.get(number);
    if (known) return known;
    const finality = await findFinality(this.#chain, number);
    if (!finality || finality.header.number !== number) throw errors.CertificateMissing({ number });
    return this.check(finality);
  }

  /** Checks a header and its certificate, of any height. */
  async check({ header, certificate }: Finality): Promise<CertifiedBlock> {
    const { client } = this.view;
    if (!client.setOf(certificate.setId)) await this.refresh();
    client.verify(header, certificate);
    const { number, blockHash: hash, signatures } = certificate;
    const validators = client.setOf(certificate.setId)?.addresses.length ?? 0;
    const block = { number, hash, signers: signatures.length, validators };
    if (this.#known.size >= maxKnown) this.#known = new Map();
    this.#known.set(number, block);
    this.#newestKnown = Math.max(this.#newestKnown, number);
    return block;
  }

  /** Moves the head on to a block that came with its certificate, if it is newer. */
  advance({ header, certificate }: Finality): void {
    if (certificate.setId === this.view.client.validators.id) this.#accept({ header, certificate });
  }

  async #refresh(): Promise<CertifiedHead> {
    const newest = await findFinality(this.#chain, "finalized");
    if (newest) await this.#catchUp(newest);
    this.#refreshedAt = this.#options.now();
    return this.head;
  }

  /** Accepts a newer block; before it, every block between that changed the validators. */
  async #catchUp(newest: Finality): Promise<void> {
    const { client } = this.view;
    while (newest.certificate.setId > client.validators.id) {
      const { id } = client.validators;
      const change = await this.#lastOf(id, newest.header.number);
      if (change) this.#accept(change);
      if (client.validators.id === id) break;
    }
    this.#accept(newest);
  }

  /** The last block that a set certified: the one that announces the next set. */
  async #lastOf(setId: bigint, below: number): Promise<Finality | undefined> {
    let last = this.head.header.number;
    let found: Finality | undefined;
    for (let end = below; end - last > 1; ) {
      const middle = Math.floor((last + end) / 2);
      const finality = await findFinality(this.#chain, middle);
      if (!finality) throw errors.CertificateMissing({ number: middle });
      if (finality.certificate.setId > setId) end = middle;
      else {
        last = middle;
        found = finality;
      }
    }
    return found;
  }

  #accept({ header, certificate }: Finality): void {
    const { client } = this.view;
    const { id } = client.validators;
    this.view.advance(header, certificate);
    if (client.validators.id !== id) this.#forgetAbove(header.number);
  }

  /** What a set certified beyond the block that retired it, before that was known, counts no more. */
  #forgetAbove(last: number): void {
    for (const number of this.#known.keys()) if (number > last) this.#known.delete(number);
    this.#newestKnown = Math.min(this.#newestKnown, last);
  }
}
