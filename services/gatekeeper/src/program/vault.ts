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
  vec,
} from "@pha/codec";
import { type CoreHost, unseal } from "@pha/program-kit";
import { maxGenerations, type Sharing } from "@pha/runtime/program";
import type { Seals } from "../protocol.ts";

/** Secrets of one round: the key to which shares are sealed, and the seed of what this gatekeeper deals itself. */
const RoundSecret = struct({
  ...{ generation: u32, round: u32 },
  ...{ publicKey: fixedBytes(32), secret: fixedBytes(32), seed: fixedBytes(32) },
});
type RoundSecret = TypeOf<typeof RoundSecret>;

/** Shares of master keys: of each generation that of one sharing, named by its round. */
const Shares = vec(struct({ generation: u32, round: u32, index: u8, share: fixedBytes(32) }), { max: maxGenerations });
type Shares = TypeOf<typeof Shares>;

const version = 1;

/** The gatekeeper's two secrets that outlive its process, and their sealed forms for the host to keep. */
export class Vault {
  readonly #host: CoreHost;
  #round: RoundSecret | undefined;
  #shares: Shares;
  #seals: Seals;

  /** @throws `program.SealBroken` when a seal was made elsewhere or changed. */
  constructor(host: CoreHost, seals: Seals) {
    this.#host = host;
    this.#seals = seals;
    this.#round = this.#open("round", RoundSecret, seals.round);
    this.#shares = this.#open("shares", Shares, seals.shares) ?? [];
  }

  /** Sealed bytes that the host should keep. */
  get seals(): Seals {
    return this.#seals;
  }

  /** The share of this sharing, secret. */
  shareOf({ generation, round }: Sharing): { readonly index: number; readonly share: Uint8Array } | undefined {
    const found = this.#shares.find((share) => share.generation === generation && share.round === round);
    return found && { index: found.index, share: fromHex(found.share) };
  }

  /** The sharings of which a share is here, one of each generation. */
  get sharings(): readonly Sharing[] {
    return this.#shares.map(({ generation, round }) => ({ generation, round }));
  }

  /** Secret of this round's key, if it was made here. */
  roundSecret(at: Sharing): Uint8Array | undefined {
    const known = this.#roundOf(at);
    return known && fromHex(known.secret);
  }

  /** The public key of this round, made now unless it was made before. */
  roundKey(at: Sharing): Hex {
    return this.#makeRound(at).publicKey;
  }

  /** Of what this gatekeeper deals in this round, 32 bytes, secret, made now unless it was made before. */
  dealSeed(at: Sharing): Uint8Array {
    return fromHex(this.#makeRound(at).seed);
  }

  /** Erases the secrets of every round but this one. */
  forgetRounds(but?: Sharing): void {
    if (!this.#round || (but && this.#roundOf(but))) return;
    this.#round = undefined;
    this.#seals = { ...this.#seals, round: undefined };
  }

  /** Keeps a share, and erases its generation's share of an earlier sharing, and the secrets of the round that made it. */
  keepShare({ generation, round }: Sharing, index: number, share: Uint8Array): void {
    const others = this.#shares.filter((kept) => kept.generation !== generation);
    this.#putShares([...others, { generation, round, index, share: toHex(share) }].slice(-maxGenerations));
    this.forgetRounds();
  }

  /** Erases the share of every sharing of this generation but this one: the key is shared anew. */
  forgetShares({ generation, round }: Sharing): void {
    const kept = this.#shares.filter((share) => share.generation !== generation || share.round === round);
    if (kept.length < this.#shares.length) this.#putShares(kept);
  }

  /** Erases the share of this generation: nothing needs its keys any more. */
  forgetGeneration(generation: number): void {
    const kept = this.#shares.filter((share) => share.generation !== generation);
    if (kept.length < this.#shares.length) this.#putShares(kept);
  }

  #roundOf({ generation, round }: Sharing): RoundSecret | undefined {
    return this.#round?.generation === generation && this.#round.round === round ? this.#round : undefined;
  }

  #makeRound(at: Sharing): RoundSecret {
    const known = this.#roundOf(at);
    if (known) return known;
    const { x25519, randomBytes } = this.#host.primitives;
    const { publicKey, privateKey } = x25519.generate();
    const { generation, round } = at;
    const keys = { publicKey: toHex(publicKey), secret: toHex(privateKey), seed: toHex(randomBytes(32)) };
    this.#round = { generation, round, ...keys };
    this.#seals = { ...this.#seals, round: this.#seal("round", RoundSecret, this.#round) };
    return this.#round;
  }

  #putShares(shares: Shares): void {
    this.#shares = shares;
    this.#seals = { ...this.#seals, shares: this.#seal("shares", Shares, shares) };
  }

  #seal<T>(purpose: string, type: Type<T>, value: T): Uint8Array {
    return this.#host.seal(purpose, version, encode(type, value));
  }

  #open<T>(purpose: string, type: Type<T>, sealed: Uint8Array | undefined): T | undefined {
    return sealed && decode(type, unseal(this.#host, purpose, version, sealed));
  }
}
