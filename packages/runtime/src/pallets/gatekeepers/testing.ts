import { type Hex, toHex, utf8 } from "@pha/codec";
import { makeDeal, purePrimitives, randomScalar, sealShare, sha256, shareKey } from "@pha/crypto";
import { callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeepersPallet } from "./pallet.ts";
import { rolesOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";

const { x25519 } = purePrimitives;
const calls = callsOf(gatekeepers);

/** A gatekeeper whose secrets the test knows: those of its rounds, and its shares by round. */
export class Keeper extends TestEnclave {
  readonly secret = sha256(utf8(`round secret ${this.name}`));
  readonly seed = sha256(utf8(`deal seed ${this.name}`));
  readonly key: Hex = toHex(x25519.publicKey(this.secret));
}

/** What a dealer deals in place of what it should. */
export interface Dealing {
  /** Coefficients of its polynomial; the rest are random. */
  readonly coefficients?: readonly bigint[];
  /** Receivers that get noise. */
  readonly noise?: readonly number[];
  /** The dealer's share of the key that is shared anew. */
  readonly share?: Uint8Array;
}

/** Gatekeepers with seats on a ledger of the pallet alone; what they post is made as their programs make it. */
export class Keepers {
  readonly ledger: TestLedger;
  readonly members: readonly Keeper[];
  /** Shares by receiver, of the newest deals. */
  readonly dealt = new Map<number, { readonly id: number; readonly share: Uint8Array }[]>();

  constructor(size = 3) {
    this.ledger = testPallet([gatekeepersPallet]);
    this.members = Array.from({ length: size }, (_, i) => this.register(String.fromCharCode(97 + i)));
    for (const { identity } of this.members) this.ledger.run("Bob", calls.apply({ identity }));
  }

  /** A registered gatekeeper without a seat. */
  register(name: string): Keeper {
    const keeper = new Keeper(name, "Gatekeeper");
    keeper.register(this.ledger, "Bob");
    return keeper;
  }

  get state() {
    return this.ledger.of(gatekeepers);
  }

  get dkg() {
    return this.state.dkg.get();
  }

  get round() {
    const { generation, round } = this.dkg;
    return { generation, round };
  }

  get phase(): string {
    return `${this.dkg.phase.type} ${this.dkg.round}`;
  }

  /** Ends the open block: phases end at the next one's begin. */
  next(): void {
    this.ledger.runTo(this.ledger.now.number + 1);
  }

  /** Lets the window of the phase pass. */
  wait(windows = 1): void {
    const windowMs = this.state.config.get().windowTicks * this.ledger.of(timestamp).clock.get().tickMs;
    this.ledger.runTo({ timeMs: this.ledger.now.timeMs + BigInt(windowMs * windows) });
  }

  keyOf({ key }: Keeper, at = this.round) {
    return calls.dkg_key({ ...at, key });
  }

  dealOf(keeper: Keeper, { coefficients = [], noise = [], share }: Dealing = {}, at = this.round) {
    const { threshold, receivers, dealers } = rolesOf(this.state);
    const dealer = dealers.find(({ identity }) => identity === keeper.identity)?.index ?? 0;
    const rest = [...coefficients];
    const ids = receivers.map(({ index }) => index);
    const random = () => rest.shift() ?? randomScalar(purePrimitives);
    const { commitments, shares } = makeDeal(threshold, ids.length < threshold ? [1, 2, 3] : ids, random, share);
    for (const { id, share: part } of shares)
      this.dealt.set(id, [...(this.dealt.get(id) ?? []), { id: dealer, share: part }]);
    const sealed = shares.map(({ id, share: part }) => {
      const { key } = this.#keeperAt(receivers.find(({ index }) => index === id)?.identity);
      const place = { genesis: this.ledger.genesisHash, ...at, dealer, receiver: id };
      const given = noise.includes(id) ? new Uint8Array(32).fill(1) : part;
      const seal = sealShare(
        purePrimitives,
        place,
        commitments,
        key,
        shareKey(purePrimitives, keeper.seed, place),
        given,
      );
      return { index: id, ...seal };
    });
    return calls.dkg_deal({ ...at, commitments, shares: sealed });
  }

  checkOf(bad: readonly number[] = [], at = this.round) {
    return calls.dkg_check({ ...at, bad });
  }

  answerOf(keeper: Keeper, receiver: number, at = this.round) {
    const dealer = rolesOf(this.state).dealers.find(({ identity }) => identity === keeper.identity)?.index ?? 0;
    const place = { genesis: this.ledger.genesisHash, ...at, dealer, receiver };
    const key = toHex(shareKey(purePrimitives, keeper.seed, place).privateKey);
    return calls.dkg_answer({ ...at, receiver, key });
  }

  postKeys(of: readonly Keeper[] = this.members): void {
    for (const keeper of of) this.ledger.run(keeper, this.keyOf(keeper));
    this.next();
  }

  postDeals(of: readonly Keeper[] = this.members, dealing: (keeper: Keeper, i: number) => Dealing = () => ({})): void {
    this.dealt.clear();
    for (const [i, keeper] of of.entries()) this.ledger.run(keeper, this.dealOf(keeper, dealing(keeper, i)));
    this.next();
  }

  postChecks(of: readonly Keeper[] = this.members, bad: (keeper: Keeper) => readonly number[] = () => []): void {
    for (const keeper of of) this.ledger.run(keeper, this.checkOf(bad(keeper)));
    this.next();
  }

  #keeperAt(identity: Hex | undefined): Keeper {
    return (this.members.find((one) => one.identity === identity) ?? this.members[0]) as Keeper;
  }
}
