import type { Hex } from "@pha/codec";
import type { Validity } from "@pha/runtime";
import type { Extrinsic } from "@pha/runtime/spec";
import type { Role } from "../lease/role.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { BanList } from "./ban-list.ts";
import { displaced, type GivenUp } from "./given-up.ts";
import { memoryOf } from "./memory-of.ts";
import { NonceBook } from "./nonce-book.ts";
import { type Newcomer, type QueueLimits, ReadyQueue, type Waiting } from "./ready-queue.ts";

const limits: QueueLimits = { count: 50_000, bytes: 256 * 1024 * 1024 };

export interface LineDeps {
  readonly role: Role;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

/** An extrinsic that joins the line, with the ledger's verdict on it. */
export interface Comer {
  readonly extrinsic: Extrinsic;
  readonly validity: Validity;
  /** Whether it was accepted before: no limit keeps it out. */
  readonly returning: boolean;
}

/** Waiting extrinsics in memory: in the author's order, and by account. Watchers are called with each change. */
export class Line {
  readonly queue = new ReadyQueue<Extrinsic>(limits);
  readonly #deps: LineDeps;
  readonly #nonces = new NonceBook();
  readonly #banned = new BanList();
  /** Gone here, but not given up by the leader yet. */
  readonly #goneHere = new Set<Hex>();
  #onReady: () => void = () => {};

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  /** Calls `listener` whenever an extrinsic has become ready. */
  onReady(listener: () => void): void {
    this.#onReady = listener;
  }

  /** Whether it was accepted and then found invalid, not long ago. */
  isBanned(hash: Hex): boolean {
    return this.#banned.has(hash);
  }

  /**
   * Extrinsics that have to leave for a newcomer.
   *
   * @throws why it may not come in: `chain.PriorityTooLow`, `chain.PoolFull`, `chain.AccountFull`, `transaction.Payment`.
   */
  displacedBy({ extrinsic, validity, returning }: Comer): readonly Waiting<Extrinsic>[] {
    const candidate = newcomer(extrinsic, validity);
    if (returning) return this.queue.replaced(candidate);
    const leaving = this.queue.displaced(candidate);
    this.#nonces.admit(
      extrinsic,
      validity,
      leaving.map((rival) => rival.extrinsic),
    );
    return leaving;
  }

  /** Puts one in line. Those that have to leave for it leave, and come back. */
  add(comer: Comer, place: Pick<Waiting<Extrinsic>, "sequence" | "expires">): readonly GivenUp[] {
    const { extrinsic, validity } = comer;
    const { hash } = extrinsic;
    const gone = this.displacedBy(comer).map((rival) => displaced(rival, validity.provides));
    for (const given of gone) this.letGo(given);
    const requires = new Set(validity.requires);
    const ready = this.queue.add({ ...newcomer(extrinsic, validity), ...place, hash, extrinsic, requires });
    this.#nonces.remember(extrinsic, validity);
    if (!this.queue.isReady(hash)) this.#deps.emitter.emit("transaction", hash, { type: "accepted" });
    this.#announceReady(ready);
    return gone;
  }

  /** A block has one, which it takes out. */
  include(hash: Hex): void {
    this.#nonces.forget(this.queue.get(hash)?.extrinsic);
    this.#announceReady(this.queue.include(hash));
  }

  /** The leader's word is final; another replica waits for it. */
  letGo(given: GivenUp): void {
    if (this.#deps.role.isLeading) {
      this.giveUp(given);
      return;
    }
    this.#remove(given.hash);
    this.#goneHere.add(given.hash);
  }

  /** No block will take it. */
  giveUp({ hash, verdict, reason }: GivenUp): void {
    const { role, telemetry, emitter } = this.#deps;
    if (this.queue.get(hash) && verdict === "invalid") this.#banned.add(hash);
    this.#remove(hash);
    if (role.isLeading) telemetry.extrinsicGivenUp(verdict, reason);
    emitter.emit("transaction", hash, { type: verdict, reason });
  }

  /** Extrinsics that are here, or gone here only, and not among these. */
  missingIn(waiting: ReadonlySet<Hex>): Hex[] {
    return [...this.queue.hashes(), ...this.#goneHere].filter((hash) => !waiting.has(hash));
  }

  /** Those that are gone here are given up by now, unless they are among these. */
  settle(waiting: ReadonlySet<Hex>): void {
    for (const hash of this.#goneHere) if (!waiting.has(hash)) this.#goneHere.delete(hash);
  }

  /** In the order in which the next block would take them. */
  *pending(): Generator<Uint8Array, void> {
    const candidates = this.queue.candidates();
    for (let entry = candidates.next(); entry; entry = candidates.next()) {
      yield entry.extrinsic.bytes;
      candidates.use(entry);
    }
  }

  /** The first nonce from `nonce` on that nothing waits with. */
  nextNonce(account: Hex, nonce: number): number {
    return this.#nonces.next(account, nonce);
  }

  /** Forgets all that waits, without a word. */
  clear(): void {
    this.queue.clear();
    this.#nonces.clear();
  }

  /** Forgets what waits for others, without a word. */
  forgetNotReady(): void {
    for (const hash of this.queue.notReady()) this.#remove(hash);
  }

  #remove(hash: Hex): void {
    this.#nonces.forget(this.queue.get(hash)?.extrinsic);
    this.queue.remove(hash);
  }

  #announceReady(hashes: readonly Hex[]): void {
    for (const hash of hashes) this.#deps.emitter.emit("transaction", hash, { type: "ready" });
    if (hashes.length > 0) this.#onReady();
  }
}

const newcomer = (extrinsic: Extrinsic, validity: Validity): Newcomer<Extrinsic> => ({
  requires: validity.requires,
  provides: validity.provides,
  operational: validity.operational,
  priority: validity.priority,
  tip: extrinsic.signed?.extra.tip ?? 0n,
  sizeBytes: memoryOf(extrinsic),
});
