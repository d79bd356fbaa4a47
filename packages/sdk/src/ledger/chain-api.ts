import { bool, CodedError, H256, type Hex, option, type StructOf, struct, text, toHex, u32, vec } from "@pha/codec";
import { Certificate, Header, Witness } from "@pha/light-client";
import { Endpoint, type Fetch, readFields } from "../transport/endpoint.ts";

const name = text({ max: 128 });
const Block = struct({ number: u32, hash: H256 });

const genesis = {
  hash: H256,
  chain: name,
  title: name,
  development: bool,
  ss58Prefix: u32,
  tokenSymbol: name,
  tokenDecimals: u32,
  header: Header,
  validators: Witness,
};
const finality = { header: Header, certificate: Certificate };
const stateProof = { witness: Witness, header: Header, certificate: Certificate };
const inclusion = { number: u32, index: u32, count: u32, siblings: vec(H256, { max: 32 }) };
const status = {
  status: text({ max: 32 }),
  block: option(Block),
  index: option(u32),
  ok: option(bool),
  reason: option(text({ max: 1024 })),
};

const runtimeVersion = { specVersion: u32, transactionVersion: u32 };

/** Versions of the runtime that makes the next block. */
type RuntimeVersion = StructOf<typeof runtimeVersion>;

/** What the chain says about its beginning. */
export type Genesis = StructOf<typeof genesis>;
/** A header and the certificate that is said to finalize it. */
export type Finality = StructOf<typeof finality>;
/** What is said to prove values of the state. */
export type StateProof = StructOf<typeof stateProof>;
/** Where a transaction is, as the chain says. */
export type Status = StructOf<typeof status>;
/** What is said to prove that a block holds a transaction. */
export type Inclusion = StructOf<typeof inclusion>;

/** The chain's REST face, as far as clients need it. Nothing that comes back is verified here. */
export class ChainApi {
  readonly #endpoint: Endpoint;

  /** @param urls - of one replica, or of several */
  constructor(urls: string | readonly string[], fetch: Fetch) {
    this.#endpoint = new Endpoint(urls, fetch);
  }

  genesis(): Promise<Genesis> {
    return this.#endpoint.get("/v1/genesis", genesis);
  }

  /** Of the newest certified block, or of a height; `undefined` when there is no certificate. */
  async finality(block: number | "finalized"): Promise<Finality | undefined> {
    try {
      return await this.#endpoint.get(`/v1/finality/${block}`, finality);
    } catch (error) {
      if (error instanceof CodedError && error.kind === "not-found") return undefined;
      throw error;
    }
  }

  /** Number of the newest block, certified or not. */
  async bestNumber(): Promise<number> {
    return (await this.#endpoint.get("/v1/blocks/head/header", { number: u32 })).number;
  }

  /** Values and proof of storage keys at a certified height. */
  prove(number: number, keys: readonly Hex[]): Promise<StateProof> {
    return this.#endpoint.post("/v1/proofs", { at: String(number), keys: [...keys] }, stateProof);
  }

  /** Versions that signatures cover. */
  runtimeVersion(): Promise<RuntimeVersion> {
    return this.#endpoint.get("/v1/runtime", runtimeVersion);
  }

  async nextNonce(account: Hex): Promise<number> {
    return (await this.#endpoint.get(`/v1/accounts/${account}`, { nextNonce: u32 })).nextNonce;
  }

  /** Hands in an extrinsic. */
  async submit(extrinsic: Uint8Array): Promise<Hex> {
    return (await this.#endpoint.post("/v1/transactions", { extrinsic: toHex(extrinsic) }, { hash: H256 })).hash;
  }

  /** Whether an extrinsic was accepted. */
  async knows(hash: Hex): Promise<boolean> {
    try {
      await this.#endpoint.get(`/v1/transactions/${hash}`, status);
      return true;
    } catch (error) {
      if (error instanceof CodedError && error.kind === "not-found") return false;
      throw error;
    }
  }

  /** Every step of a transaction, from where it is now. */
  async *follow(hash: Hex, signal: AbortSignal): AsyncGenerator<Status> {
    const entries = this.#endpoint.events(`/v1/transactions/${hash}/events`, signal);
    for await (const entry of entries) yield readFields(entry, status);
  }

  inclusion(hash: Hex): Promise<Inclusion> {
    return this.#endpoint.get(`/v1/extrinsics/${hash}/proof`, inclusion);
  }
}
