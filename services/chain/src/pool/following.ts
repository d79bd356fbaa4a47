import type { Hex } from "@pha/codec";
import type { Runtime } from "@pha/runtime";
import type { Db } from "@pha/service-kit/db";
import { listPooled, listWaiting, listWaitingHashes, type PoolRow } from "../db/pool.ts";
import type { Role } from "../lease/role.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { Admission, Authentic } from "./admission.ts";
import type { Checks } from "./checks.ts";
import { type GivenUp, isVerdict } from "./given-up.ts";
import type { Intake } from "./intake.ts";
import type { Line } from "./line.ts";

/** Rows that are taken up at a time. */
const PAGE = 256;

export interface FollowingDeps {
  readonly db: Db;
  readonly role: Role;
  readonly checks: Checks;
  readonly line: Line;
  readonly admission: Admission;
  readonly intake: Pick<Intake, "isArriving">;
  readonly telemetry: ChainTelemetry;
}

/** Keeps the line where the ledger is: after a block, an undone block, another runtime, and what other replicas store. */
export class Following {
  readonly #deps: FollowingDeps;
  #turn: Promise<void> = Promise.resolve();
  #judgedBy: Runtime;

  constructor(deps: FollowingDeps) {
    this.#deps = deps;
    this.#judgedBy = deps.checks.runtime();
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

  /** A block has been committed, and with it what it includes and what was given up. */
  advance(included: readonly Hex[], given: readonly GivenUp[]): void {
    const { line } = this.#deps;
    for (const hash of included) line.include(hash);
    for (const one of given) line.giveUp(one);
    this.#tellSize();
  }

  /**
   * Begins anew with what waits in Postgres: when the process starts, and when blocks were undone. What was
   * accepted is not lost to a limit: blocks may have made room for it that are undone now.
   */
  async restore(): Promise<void> {
    const { db, checks, line } = this.#deps;
    const runtime = checks.runtime();
    line.clear();
    await this.#takeUpRows(await listWaiting(db));
    this.#judgedBy = runtime;
    this.#tellSize();
  }

  /** After a change of the runtime, judges anew what waits: what was signed for the one before is given up. */
  async renew(): Promise<void> {
    if (this.#judgedBy !== this.#deps.checks.runtime()) await this.restore();
  }

  /** Takes up what another replica has stored. */
  takeUp(hashes: readonly Hex[]): Promise<void> {
    return this.inTurn(() => this.#takeUp(hashes));
  }

  /** Follows Postgres, whether or not anybody has told: takes up what waits there, lets go what the leader has given up. */
  reconcile(): Promise<void> {
    return this.inTurn(() => this.#reconcile());
  }

  /**
   * Before this replica leads. What waits for another extrinsic is judged anew: a block of another author may have had
   * that one while it was unknown here, so that nothing has said that the wait is over.
   */
  takeOver(): Promise<void> {
    return this.inTurn(async () => {
      this.#deps.line.forgetNotReady();
      await this.#reconcile();
    });
  }

  async #takeUp(hashes: readonly Hex[]): Promise<void> {
    const { db, line, intake, admission } = this.#deps;
    const isHere = (hash: Hex) => line.queue.get(hash) || intake.isArriving(hash) || admission.isEnding(hash);
    const unknown = hashes.filter((hash) => !isHere(hash));
    for (let at = 0; at < unknown.length; at += PAGE)
      await this.#takeUpRows((await listPooled(db, unknown.slice(at, at + PAGE))).filter(isWaiting));
    this.#tellSize();
  }

  async #reconcile(): Promise<void> {
    const { db, role, line } = this.#deps;
    const waiting = new Set(await listWaitingHashes(db));
    await this.#takeUp([...waiting]);
    if (role.isLeading) return;
    const gone = line.missingIn(waiting);
    for (let at = 0; at < gone.length; at += PAGE)
      for (const { hash, verdict, reason } of await listPooled(db, gone.slice(at, at + PAGE)))
        if (verdict !== null) line.giveUp({ hash, verdict, reason: reason ?? "" });
    line.settle(waiting);
  }

  /** Puts stored extrinsics in line, or gives them up: signatures all at once, the rest one after another, in order. */
  async #takeUpRows(rows: readonly PoolRow[]): Promise<void> {
    const { admission } = this.#deps;
    const verified = rows.map((row) => ({ ...row, authentic: this.#authenticate(row) }));
    for (const { hash, sequence, authentic } of verified) {
      try {
        await admission.enter(await authentic, { sequence, returning: true });
      } catch (error) {
        if (!isVerdict(error)) throw error;
        await admission.refuse(hash, error);
      }
    }
  }

  /**
   * A signature was verified by the replica that stored it, and is verified again only where the ledger has changed
   * under it. Its failure is whoever's who awaits it.
   */
  #authenticate({ bytes, verifiedAt }: PoolRow): Promise<Authentic> {
    const { admission, checks } = this.#deps;
    const authentic = (async () => {
      const decoded = admission.decode(bytes);
      const isVerified = verifiedAt !== null && checks.isCurrent(verifiedAt);
      return isVerified ? { ...decoded, verifiedAt } : admission.authenticate(decoded);
    })();
    authentic.catch(() => {});
    return authentic;
  }

  #tellSize(): void {
    this.#deps.telemetry.poolSize(this.#deps.line.queue.size);
  }
}

const isWaiting = ({ verdict }: PoolRow): boolean => verdict === null;
