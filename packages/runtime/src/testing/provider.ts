import { bytes, encode, type Hex, option, toHex, u32, vec } from "@pha/codec";
import { encodeMetadata, type StateView } from "@pha/frame";
import { headerHash } from "@pha/light-client";
import { runtimeSpec, version } from "../runtime-spec.ts";
import type { TestLedger } from "./ledger.ts";

type Callback = (error: Error | null, result: unknown) => void;

/**
 * A ledger as `@polkadot/api` asks for it, over no network: what its queries and derives need of JSON-RPC, at the newest
 * closed block. Subscriptions tell what there is, once.
 */
export class LedgerProvider {
  readonly hasSubscriptions = true;
  readonly isClonable = false;
  readonly isConnected = true;
  private readonly ledger: TestLedger;
  private subscriptions = 0;

  constructor(ledger: TestLedger) {
    this.ledger = ledger;
  }

  clone(): this {
    return this;
  }

  async connect(): Promise<void> {}

  async disconnect(): Promise<void> {}

  on(event: string, listener: () => void): () => void {
    if (event === "connected") queueMicrotask(listener);
    return () => {};
  }

  async send(method: string, params: readonly unknown[]): Promise<unknown> {
    const answer = this.answers[method];
    if (!answer) throw new Error(`${method} is not served here`);
    return answer(...(params as never[]));
  }

  async subscribe(_: string, method: string, params: readonly unknown[], callback: Callback): Promise<number> {
    const result = await this.send(method, params);
    queueMicrotask(() => callback(null, result));
    this.subscriptions += 1;
    return this.subscriptions;
  }

  async unsubscribe(): Promise<boolean> {
    return true;
  }

  private get view(): StateView {
    return this.ledger.view;
  }

  private read(key: Hex): Hex | null {
    const value = this.view.get(key);
    return value === undefined ? null : toHex(value);
  }

  private header() {
    const { parentHash, number, stateRoot, extrinsicsRoot } = this.ledger.head;
    return { parentHash, number: `0x${number.toString(16)}`, stateRoot, extrinsicsRoot, digest: { logs: [] } };
  }

  private metadata(): Uint8Array {
    return encodeMetadata(runtimeSpec, 14, this.ledger.view);
  }

  private readonly answers: Readonly<Record<string, (...params: never[]) => unknown>> = {
    rpc_methods: () => ({ methods: Object.keys(this.answers) }),
    system_chain: () => "Test",
    system_properties: () => ({ ss58Format: 42, tokenDecimals: 12, tokenSymbol: "PHA" }),
    state_getMetadata: () => toHex(this.metadata()),
    state_call: (method: string) => {
      if (method === "Metadata_metadata_versions") return toHex(encode(vec(u32, { max: 1 }), [14]));
      if (method !== "Metadata_metadata_at_version") throw new Error(`${method} is not served here`);
      return toHex(encode(option(bytes({ max: 1 << 20 })), this.metadata()));
    },
    state_getRuntimeVersion: () => this.version(),
    state_subscribeRuntimeVersion: () => this.version(),
    chain_getBlockHash: (number?: number) => (number === 0 ? this.ledger.genesisHash : headerHash(this.ledger.head)),
    chain_getHeader: () => this.header(),
    chain_subscribeNewHead: () => this.header(),
    chain_subscribeNewHeads: () => this.header(),
    state_getStorage: (key: Hex) => this.read(key),
    state_queryStorageAt: (keys: readonly Hex[]) => [this.changesOf(keys)],
    state_subscribeStorage: (keys: readonly Hex[]) => this.changesOf(keys),
    state_getKeysPaged: (prefix: Hex, count: number, from?: Hex) =>
      [...this.ledger.state.keys()]
        .filter((key) => key.startsWith(prefix) && (from === undefined || key > from))
        .sort()
        .slice(0, count),
  };

  private changesOf(keys: readonly Hex[]) {
    return { block: headerHash(this.ledger.head), changes: keys.map((key) => [key, this.read(key)]) };
  }

  private version() {
    const { apis, ...rest } = version;
    return {
      specName: rest.spec_name,
      implName: rest.impl_name,
      authoringVersion: rest.authoring_version,
      specVersion: rest.spec_version,
      implVersion: rest.impl_version,
      transactionVersion: rest.transaction_version,
      stateVersion: rest.system_version,
      apis: apis.map(([id, of]) => [toHex(Uint8Array.from(id)), of]),
    };
  }
}
