import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, keypairFromUri, type Scheme, sha256, verifySignature } from "@pha/crypto";
import { type AnyPallet, type Call, type Reader, readState, type StateView, viewOf } from "@pha/frame";
import { genesisHeader, type Header, headerHash } from "@pha/light-client";
import type { ChainSpec } from "./chain-spec/chain-spec.ts";
import { phala } from "./chain-spec/networks.ts";
import { runtime } from "./executive/native-runtime.ts";
import { type Era, immortal } from "./extrinsic/era.ts";
import { signExtrinsic } from "./extrinsic/signing.ts";
import type { Applied, ExecutedBlock } from "./runtime.ts";

/** A ledger in memory for tests: state as a map, one block after another, a state root that is just a hash. */
export class TestLedger {
  state: Map<Hex, Uint8Array>;
  head: Header;
  readonly genesisHash: Hex;
  readonly headers: Header[];
  readonly blocks: ExecutedBlock[] = [];
  #skippedMs = 0n;

  constructor(spec: ChainSpec = phala({ programs: [] })) {
    this.state = runtime.genesis(spec, utf8("code"));
    this.head = genesisHeader(rootOf(this.state));
    this.genesisHash = headerHash(this.head);
    this.headers = [this.head];
  }

  /** Makes a block so much later than usual. */
  skip(ms: bigint): void {
    this.#skippedMs += ms;
    this.block();
  }

  get view(): StateView {
    return viewOf(this.state);
  }

  read<P extends AnyPallet>(pallet: P): Reader<P> {
    return readState(pallet, this.view);
  }

  /** Signs a call with the account's next nonce, or the one given. */
  sign(
    key: Keypair,
    call: Call,
    options: { nonce?: number; tip?: bigint; era?: Era; eraBlockHash?: Hex } = {},
  ): Uint8Array {
    const { nonce = runtime.nonce(this.view, key.accountId), tip = 0n, era = immortal, eraBlockHash } = options;
    const context = { genesisHash: this.genesisHash, ...(eraBlockHash && { eraBlockHash }) };
    return signExtrinsic(key, call, { era, nonce, tip }, context);
  }

  /** Makes a block of extrinsics, each checked as a validator does. */
  block(...extrinsics: readonly Uint8Array[]): Applied[] {
    const timeMs = 1_000n * BigInt(this.head.number + 1) + this.#skippedMs;
    const execution = runtime.startBlock(this.view, this.head, { timeMs, epoch: 1n, round: 0 });
    const applied = extrinsics.map((bytes) => {
      const extrinsic = runtime.decodeExtrinsic(bytes);
      const check = runtime.signatureCheck(extrinsic, runtime.chainAfter(this.view, this.head));
      if (!verifySignature(check.scheme, check.publicKey, check.message, check.signature))
        throw new Error("bad signature");
      return execution.applyExtrinsic(extrinsic);
    });
    const block = execution.finish();
    for (const [key, value] of block.changes) {
      if (value === undefined) this.state.delete(key);
      else this.state.set(key, value);
    }
    this.head = { ...block.header, stateRoot: rootOf(this.state) };
    this.headers.push(this.head);
    this.blocks.push(block);
    return applied;
  }

  /** Signs a call, puts it alone into a block and gives what it did. */
  run(key: Keypair, call: Call): Applied {
    const [applied] = this.block(this.sign(key, call));
    return applied as Applied;
  }
}

/** A development key. */
export const dev = (name: string, scheme: Scheme = "sr25519"): Keypair => keypairFromUri(`//${name}`, scheme);

/** Some digest of a whole state, standing in for the state tree's root. */
function rootOf(state: ReadonlyMap<Hex, Uint8Array>): Hex {
  const rows = [...state].map(([key, value]) => `${key}=${toHex(value)}`).sort();
  return toHex(sha256(utf8(rows.join())));
}
