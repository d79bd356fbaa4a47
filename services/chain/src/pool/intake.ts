import type { Hex } from "@pha/codec";
import { maxExtrinsicBytes } from "@pha/limits";
import { type Extrinsic, extrinsicHash, transactionErrors } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { type Accepted, findPooled, insertAccepted, isWaitingOrIncluded } from "../db/pool.ts";
import { errors } from "../errors.ts";
import { makeBatch } from "../kit/batch.ts";
import type { Receipt } from "../ledger/ledger.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { Admission } from "./admission.ts";
import type { Checks, Judged } from "./checks.ts";
import { isVerdict } from "./given-up.ts";
import type { Line } from "./line.ts";

/** How long an insert waits for others: a commit for each would cost more than all the rest. */
const GATHER_MS = 4;

export interface IntakeDeps {
  readonly db: Db;
  readonly checks: Checks;
  readonly line: Line;
  readonly admission: Admission;
  readonly telemetry: ChainTelemetry;
}

/**
 * Accepts extrinsics, and answers after the commit. Size, known or not, form, judgement by the newest state, room,
 * signature, the row in Postgres, the place in line: in this order, what is cheap first.
 */
export class Intake {
  readonly #deps: IntakeDeps;
  readonly #arriving = new Map<Hex, Promise<Receipt>>();
  readonly #store: (accepted: Accepted) => Promise<number | undefined>;
  #onStored: (hashes: readonly Hex[]) => void = () => {};

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
    this.#store = makeBatch((accepted) => this.#insert(accepted), { gatherMs: GATHER_MS });
  }

  /** Calls `listener` with what has been stored here, for the other replicas. */
  onStored(listener: (hashes: readonly Hex[]) => void): void {
    this.#onStored = listener;
  }

  /** Whether it is on its way in. */
  isArriving(hash: Hex): boolean {
    return this.#arriving.has(hash);
  }

  async submit(bytes: Uint8Array): Promise<Receipt> {
    if (bytes.length > maxExtrinsicBytes)
      throw transactionErrors.TooLarge({ max: maxExtrinsicBytes, actual: bytes.length });
    const hash = extrinsicHash(bytes);
    const earlier = this.#arriving.get(hash);
    if (earlier) {
      await earlier;
      throw errors.AlreadyKnown({ hash });
    }
    const arriving = this.#acceptOnce(hash, bytes).finally(() => this.#arriving.delete(hash));
    this.#arriving.set(hash, arriving);
    return arriving;
  }

  /**
   * Says of one that waits or is in a block that it is known, not that it came too late or pays too little: another
   * replica may store it, and an author include it, at any moment while it is judged here.
   */
  async #acceptOnce(hash: Hex, bytes: Uint8Array): Promise<Receipt> {
    try {
      return await this.#accept(hash, bytes);
    } catch (error) {
      if (isVerdict(error) && !errors.AlreadyKnown.is(error) && (await isWaitingOrIncluded(this.#deps.db, hash)))
        throw errors.AlreadyKnown({ hash }, error);
      throw error;
    }
  }

  async #accept(hash: Hex, bytes: Uint8Array): Promise<Receipt> {
    const { line, admission, telemetry } = this.#deps;
    if (line.queue.get(hash)) throw errors.AlreadyKnown({ hash });
    if (line.isBanned(hash)) throw errors.TemporarilyBanned({ hash });
    const decoded = admission.decode(bytes);
    const judged = await this.#judge(decoded.extrinsic);
    const authentic = await admission.authenticate(decoded);
    const { verifiedAt } = authentic;
    const sequence = (await this.#store({ hash, bytes, verifiedAt })) ?? (await this.#findStray(hash));
    if (sequence === undefined) throw errors.AlreadyKnown({ hash });
    try {
      await admission.enter(authentic, { sequence, returning: false, judged });
    } catch (error) {
      if (isVerdict(error)) await admission.refuse(hash, error);
      throw error;
    }
    telemetry.extrinsicAccepted();
    return { hash };
  }

  async #judge(extrinsic: Extrinsic): Promise<Judged> {
    const { checks, line } = this.#deps;
    const judged = await checks.judge(extrinsic, false);
    line.displacedBy({ extrinsic, validity: judged.validity, returning: false });
    return judged;
  }

  async #insert(accepted: readonly Accepted[]): Promise<(number | undefined)[]> {
    const sequences = await insertAccepted(this.#deps.db, accepted);
    this.#onStored(accepted.filter((_, i) => sequences[i] !== undefined).map(({ hash }) => hash));
    return sequences;
  }

  /** A row that was stored although the answer of Postgres was lost, so that nobody has taken it up. */
  async #findStray(hash: Hex): Promise<number | undefined> {
    const row = await findPooled(this.#deps.db, hash);
    return row?.verdict === null && !this.#deps.line.queue.get(hash) ? row.sequence : undefined;
  }
}
