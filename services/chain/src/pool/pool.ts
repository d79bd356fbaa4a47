import { CodedError, type Hex } from "@pha/codec";
import { maxExtrinsicBytes } from "@pha/limits";
import type { Runtime, Validity } from "@pha/runtime";
import { type Extrinsic, extrinsicHash, transactionErrors } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { findExtrinsic } from "../db/blocks.ts";
import {
  type Accepted,
  findPooled,
  giveUp,
  insertAccepted,
  listPooled,
  listWaiting,
  listWaitingHashes,
  type PoolRow,
  type Verdict,
} from "../db/pool.ts";
import { errors } from "../errors.ts";
import { makeBatch } from "../kit/batch.ts";
import type { Role } from "../lease/role.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Receipt } from "../ledger/ledger.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { BanList } from "./ban-list.ts";
import type { Checked, Checks } from "./checks.ts";
import { NonceBook } from "./nonce-book.ts";
import { type Newcomer, type QueueLimits, ReadyQueue, type Waiting } from "./ready-queue.ts";

const limits: QueueLimits = { count: 50_000, bytes: 256 * 1024 * 1024 };
/** How long an insert waits for others: a commit for each would cost more than all the rest. */
const GATHER_MS = 4;
/** Rows that are taken up at a time. */
const PAGE = 256;

export interface PoolDeps {
  readonly db: Db;
  readonly role: Role;
  readonly checks: Checks;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

/** Why no block will take an extrinsic. */
export interface GivenUp {
  readonly hash: Hex;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** An extrinsic, by the runtime that decoded it. */
interface Decoded {
  readonly extrinsic: Extrinsic;
  readonly runtime: Runtime;
}

/** One whose signature holds. */
interface Authentic extends Decoded {
  /** By the state after this block. */
  readonly verifiedAt: number;
}

/**
 * Accepted extrinsics that wait for a block: in Postgres for good, in memory in the author's order. Every replica has
 * them all and accepts more; the leader alone gives them up, and the others follow.
 */
export class Pool {
  readonly queue = new ReadyQueue<Extrinsic>(limits);
  readonly #deps: PoolDeps;
  readonly #arriving = new Map<Hex, Promise<Receipt>>();
  readonly #store: (accepted: Accepted) => Promise<number | undefined>;
  readonly #nonces = new NonceBook();
  readonly #banned = new BanList();
  /** What others have displaced here, until the leader has given it up. */
  readonly #displacedHere = new Set<Hex>();
  #turn: Promise<void> = Promise.resolve();
  #onReady: () => void = () => {};
  #onStored: (hashes: readonly Hex[]) => void = () => {};
  #judgedBy: Runtime;

  constructor(deps: PoolDeps) {
    this.#deps = deps;
    this.#judgedBy = deps.checks.runtime();
    this.#store = makeBatch((accepted) => this.#insert(accepted), { gatherMs: GATHER_MS });
  }

  /** Calls `listener` whenever an extrinsic has become ready. */
  onReady(listener: () => void): void {
    this.#onReady = listener;
  }

  /** Calls `listener` with what has been stored here, for the other replicas. */
  onStored(listener: (hashes: readonly Hex[]) => void): void {
    this.#onStored = listener;
  }

  /**
   * Begins anew with what waits in Postgres: when the process starts, and when blocks were undone. What was
   * accepted is not lost to a limit: blocks may have made room for it that are undone now.
   */
  async restore(): Promise<void> {
    const { db, checks, telemetry } = this.#deps;
    const runtime = checks.runtime();
    this.queue.clear();
    this.#nonces.clear();
    await this.#takeUpRows(await listWaiting(db));
    this.#judgedBy = runtime;
    telemetry.poolSize(this.queue.size);
  }

  /**
   * Does something while nothing else takes up rows: a block, or an undone one, must not come between reading that an
   * extrinsic waits and judging it.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  /** Takes up what another replica has stored. */
  takeUp(hashes: readonly Hex[]): Promise<void> {
    return this.inTurn(() => this.#takeUp(hashes));
  }

  /** Follows Postgres, whether or not anybody has told: takes up what waits there, lets go what the leader has given up. */
  reconcile(): Promise<void> {
    return this.inTurn(() => this.#reconcile());
  }

  async #takeUp(hashes: readonly Hex[]): Promise<void> {
    const unknown = hashes.filter((hash) => !this.queue.get(hash) && !this.#arriving.has(hash));
    for (let at = 0; at < unknown.length; at += PAGE)
      await this.#takeUpRows((await listPooled(this.#deps.db, unknown.slice(at, at + PAGE))).filter(isWaiting));
    this.#deps.telemetry.poolSize(this.queue.size);
  }

  async #reconcile(): Promise<void> {
    const { db, role } = this.#deps;
    const waiting = new Set(await listWaitingHashes(db));
    await this.#takeUp([...waiting]);
    if (role.isLeading) return;
    const gone = [...this.queue.hashes(), ...this.#displacedHere].filter((hash) => !waiting.has(hash));
    for (let at = 0; at < gone.length; at += PAGE)
      for (const { hash, verdict, reason } of await listPooled(db, gone.slice(at, at + PAGE)))
        if (verdict !== null) this.#forget({ hash, verdict, reason: reason ?? "" });
    for (const hash of this.#displacedHere) if (!waiting.has(hash)) this.#displacedHere.delete(hash);
  }

  /** After a change of the runtime, judges anew what waits: what was signed for the one before is given up. */
  async renew(): Promise<void> {
    if (this.#judgedBy === this.#deps.checks.runtime()) return;
    await this.restore();
  }

  /** Accepts an extrinsic: answers after the commit. */
  async submit(bytes: Uint8Array): Promise<Receipt> {
    if (bytes.length > maxExtrinsicBytes)
      throw transactionErrors.TooLarge({ max: maxExtrinsicBytes, actual: bytes.length });
    const hash = extrinsicHash(bytes);
    const earlier = this.#arriving.get(hash);
    if (earlier) {
      await earlier;
      throw errors.AlreadyKnown({ hash });
    }
    const arriving = this.#accept(hash, bytes).finally(() => this.#arriving.delete(hash));
    this.#arriving.set(hash, arriving);
    return arriving;
  }

  /** In the order in which the next block would take them. */
  pending(): Uint8Array[] {
    const candidates = this.queue.candidates();
    const list: Uint8Array[] = [];
    for (let entry = candidates.next(); entry; entry = candidates.next()) {
      list.push(entry.extrinsic.bytes);
      candidates.use(entry);
    }
    return list;
  }

  /** The account's nonce on the ledger and what waits on top of it without a gap. */
  async nextNonce(account: Hex): Promise<number> {
    return this.#nonces.next(account, await this.#deps.checks.nonce(account));
  }

  /** A block has been committed, and with it what it includes and what was given up. */
  advance(included: readonly Hex[], given: readonly GivenUp[]): void {
    for (const hash of included) {
      this.#nonces.forget(this.queue.get(hash)?.extrinsic);
      this.#announceReady(this.queue.include(hash));
    }
    for (const one of given) this.#forget(one);
    this.#deps.telemetry.poolSize(this.queue.size);
  }

  async #accept(hash: Hex, bytes: Uint8Array): Promise<Receipt> {
    const { telemetry } = this.#deps;
    if (this.queue.get(hash)) throw errors.AlreadyKnown({ hash });
    if (this.#banned.has(hash)) throw errors.TemporarilyBanned({ hash });
    const decoded = this.#decode(bytes);
    await this.#judge(decoded.extrinsic);
    const authentic = await this.#authenticate(decoded);
    const { verifiedAt } = authentic;
    const sequence = (await this.#store({ hash, bytes, verifiedAt })) ?? (await this.#findStray(hash));
    if (sequence === undefined) throw errors.AlreadyKnown({ hash });
    try {
      await this.#enqueue(authentic, sequence, false);
    } catch (error) {
      if (isVerdict(error)) await this.#giveUp(givenUpFor(hash, error));
      throw error;
    }
    telemetry.extrinsicAccepted();
    return { hash };
  }

  #decode(bytes: Uint8Array): Decoded {
    const { checks } = this.#deps;
    return { runtime: checks.runtime(), extrinsic: checks.decode(bytes) };
  }

  async #authenticate(decoded: Decoded): Promise<Authentic> {
    return { ...decoded, verifiedAt: await this.#deps.checks.authenticate(decoded.extrinsic) };
  }

  async #insert(accepted: readonly Accepted[]): Promise<(number | undefined)[]> {
    const sequences = await insertAccepted(this.#deps.db, accepted);
    this.#onStored(accepted.filter((_, i) => sequences[i] !== undefined).map(({ hash }) => hash));
    return sequences;
  }

  /** Puts stored extrinsics in line, or gives them up: signatures all at once, the rest one after another, in order. */
  async #takeUpRows(rows: readonly PoolRow[]): Promise<void> {
    const verified = rows.map((row) => ({ ...row, authentic: this.#authenticateRow(row) }));
    for (const { hash, sequence, authentic } of verified) {
      try {
        await this.#enqueue(await authentic, sequence, true);
      } catch (error) {
        if (!isVerdict(error)) throw error;
        await this.#giveUp(givenUpFor(hash, error));
      }
    }
  }

  /**
   * A signature was verified by the replica that stored it, and is verified again only where the ledger has changed
   * under it. Its failure is whoever's who awaits it.
   */
  #authenticateRow({ bytes, verifiedAt }: PoolRow): Promise<Authentic> {
    const authentic = (async () => {
      const decoded = this.#decode(bytes);
      const isVerified = verifiedAt !== null && this.#deps.checks.isCurrent(verifiedAt);
      return isVerified ? { ...decoded, verifiedAt } : this.#authenticate(decoded);
    })();
    authentic.catch(() => {});
    return authentic;
  }

  /** A row that was stored although the answer of Postgres was lost, so that nobody has taken it up. */
  async #findStray(hash: Hex): Promise<number | undefined> {
    const row = await findPooled(this.#deps.db, hash);
    return row?.verdict === null && !this.queue.get(hash) ? row.sequence : undefined;
  }

  /** Says of one that a block has already that it is known, not that it came too late. */
  async #judge(extrinsic: Extrinsic): Promise<void> {
    const { db, checks } = this.#deps;
    const { hash } = extrinsic;
    try {
      this.#displaced(extrinsic, (await checks.validate(extrinsic, false)).validity, false);
    } catch (error) {
      if (isVerdict(error) && (await findExtrinsic(db, hash))) throw errors.AlreadyKnown({ hash }, error);
      throw error;
    }
  }

  /** Puts a stored extrinsic in line by the newest state: blocks may have come since it was looked at. */
  async #enqueue(authentic: Authentic, sequence: number, returning: boolean): Promise<void> {
    const { checks, emitter, role } = this.#deps;
    const { extrinsic, verifiedAt } = authentic;
    const { hash } = extrinsic;
    let judged: Checked;
    do judged = await checks.validate(extrinsic, returning);
    while (judged.height !== checks.height());
    // It may have been taken up from Postgres first.
    if (this.queue.get(hash)) return;
    if (authentic.runtime !== checks.runtime())
      return this.#enqueue(await this.#authenticate(this.#decode(extrinsic.bytes)), sequence, returning);
    const expires = checks.lastBlock(extrinsic, verifiedAt);
    if (judged.height >= expires) throw transactionErrors.AncientBirthBlock({ lastBlock: expires });
    const { requires, provides } = judged.validity;
    const displaced = this.#displaced(extrinsic, judged.validity, returning);
    for (const rival of displaced) this.#letGo(giveWay(rival, provides));
    const entry = { hash, extrinsic, sequence, expires, requires: new Set(requires) };
    const ready = this.queue.add({ ...newcomer(extrinsic, judged.validity), ...entry });
    this.#nonces.remember(extrinsic);
    if (!this.queue.isReady(hash)) emitter.emit("transaction", hash, { type: "accepted" });
    this.#announceReady(ready);
    if (role.isLeading && displaced.length > 0)
      await giveUp(
        this.#deps.db,
        displaced.map((rival) => giveWay(rival, provides)),
      );
  }

  /** What has to leave for it. Throws why it may not come in. */
  #displaced(extrinsic: Extrinsic, validity: Validity, returning: boolean): readonly Waiting<Extrinsic>[] {
    const candidate = newcomer(extrinsic, validity);
    if (returning) return this.queue.replaced(candidate);
    const displaced = this.queue.displaced(candidate);
    this.#nonces.admit(
      extrinsic,
      displaced.map((rival) => rival.extrinsic),
    );
    return displaced;
  }

  async #giveUp(given: GivenUp): Promise<void> {
    this.#letGo(given);
    if (this.#deps.role.isLeading) await giveUp(this.#deps.db, [given]);
  }

  /** The leader's word is final; another replica waits for it. */
  #letGo(given: GivenUp): void {
    if (this.#deps.role.isLeading) {
      this.#forget(given);
      return;
    }
    this.#nonces.forget(this.queue.get(given.hash)?.extrinsic);
    this.queue.remove(given.hash);
    this.#displacedHere.add(given.hash);
  }

  #forget({ hash, verdict, reason }: GivenUp): void {
    const waiting = this.queue.get(hash);
    this.#nonces.forget(waiting?.extrinsic);
    if (waiting && verdict === "invalid") this.#banned.add(hash);
    this.queue.remove(hash);
    if (this.#deps.role.isLeading) this.#deps.telemetry.extrinsicGivenUp(verdict, reason);
    this.#deps.emitter.emit("transaction", hash, { type: verdict, reason });
  }

  #announceReady(hashes: readonly Hex[]): void {
    for (const hash of hashes) this.#deps.emitter.emit("transaction", hash, { type: "ready" });
    if (hashes.length > 0) this.#onReady();
  }
}

/** Whether an error is about the extrinsic, not about us. */
const isVerdict = (error: unknown): error is CodedError => error instanceof CodedError && error.kind !== "unavailable";

const isWaiting = ({ verdict }: PoolRow): boolean => verdict === null;

const newcomer = ({ bytes, signed }: Extrinsic, validity: Validity): Newcomer<Extrinsic> => ({
  requires: validity.requires,
  provides: validity.provides,
  operational: validity.operational,
  priority: validity.priority,
  tip: signed?.extra.tip ?? 0n,
  sizeBytes: bytes.length,
});

/** One that is good, but for which there was no place, is dropped. */
const givenUpFor = (hash: Hex, { module, name }: CodedError): GivenUp => ({
  hash,
  verdict: module === "chain" ? "dropped" : "invalid",
  reason: name,
});

const giveWay = (rival: Waiting<Extrinsic>, provides: readonly Hex[]): GivenUp => ({
  hash: rival.hash,
  verdict: "dropped",
  reason: rival.provides.some((tag) => provides.includes(tag)) ? "Replaced" : "PoolFull",
});
