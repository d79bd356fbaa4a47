import {
  decode,
  encode,
  fixedBytes,
  fromHex,
  type Hex,
  struct,
  type Type,
  type TypeOf,
  toHex,
  u8,
  u32,
} from "@pha/codec";
import { type CoreHost, unseal } from "@pha/program-kit";
import type { Seals } from "../protocol.ts";

/** Secret key of one key-generation round. */
const RoundSecret = struct({ generation: u32, round: u32, publicKey: fixedBytes(32), secret: fixedBytes(32) });
type RoundSecret = TypeOf<typeof RoundSecret>;

/** A share of one generation's master key. */
const Share = struct({ generation: u32, index: u8, share: fixedBytes(32) });
type Share = TypeOf<typeof Share>;

const version = 1;

/** The gatekeeper's two secrets that outlive its process, and their sealed forms for the host to keep. */
export class Vault {
  readonly #host: CoreHost;
  #round: RoundSecret | undefined;
  #share: Share | undefined;
  #seals: Seals;

  /** @throws `program.SealBroken` when a seal was made elsewhere or changed. */
  constructor(host: CoreHost, seals: Seals) {
    this.#host = host;
    this.#seals = seals;
    this.#round = this.#open("round", RoundSecret, seals.round);
    this.#share = this.#open("share", Share, seals.share);
  }

  /** What the host should keep. */
  get seals(): Seals {
    return this.#seals;
  }

  /** The share of this generation, secret. */
  shareOf(generation: number): { readonly index: number; readonly share: Uint8Array } | undefined {
    if (this.#share?.generation !== generation) return undefined;
    return { index: this.#share.index, share: fromHex(this.#share.share) };
  }

  /** Secret of this round's key, if it was made here. */
  roundSecret(generation: number, round: number): Uint8Array | undefined {
    const known = this.#round;
    return known?.generation === generation && known.round === round ? fromHex(known.secret) : undefined;
  }

  /** The public key of this round, made now unless it was made before. */
  roundKey(generation: number, round: number): Hex {
    if (this.#round?.generation !== generation || this.#round.round !== round) {
      const { publicKey, privateKey } = this.#host.primitives.x25519.generate();
      this.#round = { generation, round, publicKey: toHex(publicKey), secret: toHex(privateKey) };
      this.#seals = { ...this.#seals, round: this.#seal("round", RoundSecret, this.#round) };
    }
    return this.#round.publicKey;
  }

  /** Keeps a share, and erases the secret that it was received with. */
  keepShare(generation: number, index: number, share: Uint8Array): void {
    this.#share = { generation, index, share: toHex(share) };
    this.#round = undefined;
    this.#seals = { round: undefined, share: this.#seal("share", Share, this.#share) };
  }

  #seal<T>(purpose: string, type: Type<T>, value: T): Uint8Array {
    return this.#host.seal(purpose, version, encode(type, value));
  }

  #open<T>(purpose: string, type: Type<T>, sealed: Uint8Array | undefined): T | undefined {
    return sealed && decode(type, unseal(this.#host, purpose, version, sealed));
  }
}
