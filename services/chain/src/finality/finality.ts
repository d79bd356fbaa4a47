import { encode } from "@pha/codec";
import { Certificate, type Header, type ValidatorSet, type Vote } from "@pha/light-client";
import { type Db, dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { deleteProposals, insertCertificate, insertOutbox } from "../db/finality.ts";
import type { Heads } from "../heads/heads.ts";
import type { Role } from "../lease/role.ts";
import type { Emitter } from "../ledger/emitter.ts";
import { finalize } from "../memory/memory.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { Refusal, VoteBox } from "../votes/vote-box.ts";

export interface FinalityDeps {
  readonly db: Db;
  readonly role: Role;
  readonly heads: Heads;
  readonly votes: VoteBox;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
  readonly log: Logger;
}

/** Counts votes and finalizes blocks, strictly in height order. Every replica counts, the leader stores certificates. */
export class Finality {
  readonly #deps: FinalityDeps;
  #settling: Promise<void> | undefined;
  #onRefused: () => void = () => {};

  constructor(deps: FinalityDeps) {
    this.#deps = deps;
    for (const { header } of deps.heads.unfinalized()) deps.votes.open(header);
    deps.emitter.on("block", ({ header }) => deps.votes.open(header));
    deps.emitter.on("finalized", ({ number }) => deps.votes.close(number));
    deps.emitter.on("undone", () => deps.votes.clear());
  }

  /** Calls `listener` when a quorum has found the oldest block that waits invalid. */
  onRefused(listener: () => void): void {
    this.#onRefused = listener;
  }

  /** Validators that refused the oldest waiting block, and why; `undefined` unless a quorum did. */
  refusal(): Refusal | undefined {
    return this.#deps.votes.refusal(this.#deps.heads.finalized.number + 1);
  }

  vote(vote: Vote): void {
    const { votes, telemetry, heads } = this.#deps;
    const result = votes.add(vote);
    telemetry.voteReceived(result);
    if (result !== "counted" || vote.number !== heads.finalized.number + 1) return;
    if (vote.choice.type === "Block") void this.settle();
    else if (this.refusal()) this.#onRefused();
  }

  /**
   * Finalizes the oldest block that waits by a certificate that validators kept.
   *
   * @throws what `verifyCertificate` throws.
   */
  async accept(header: Header, certificate: Certificate): Promise<void> {
    this.#deps.votes.accept(header, certificate);
    await this.settle();
  }

  /** The set that certifies the block above the newest finalized one. */
  get validators(): ValidatorSet {
    return this.#deps.votes.setAt(this.#deps.heads.finalized.number + 1);
  }

  /** The set that certifies a height that waits. */
  validatorsAt(number: number): ValidatorSet {
    return this.#deps.votes.setAt(number);
  }

  /** Begins anew above a block that was finalized before; `set` certifies the one after it. */
  returnTo(set: ValidatorSet): void {
    this.#deps.votes.clear();
    this.#deps.votes.trust(set);
  }

  /** Finalizes what has its quorum. A failing database leaves it for the next call. */
  settle(): Promise<void> {
    if (this.#deps.role.isLeading)
      this.#settling ??= this.#settle().finally(() => {
        this.#settling = undefined;
      });
    return this.settled();
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await this.#settling;
  }

  async #settle(): Promise<void> {
    const { heads, votes, role, log } = this.#deps;
    while (role.isLeading) {
      const block = heads.find(heads.finalized.number + 1);
      const certificate = block && votes.certificate(block.number);
      if (!block || !certificate) return;
      try {
        await this.#store(certificate);
      } catch (error) {
        log.warn(
          { number: block.number, reason: (dbError(error) ?? (error as Error)).message },
          "certificate not stored yet",
        );
        return;
      }
      finalize(this.#deps, block);
    }
  }

  async #store(certificate: Certificate): Promise<void> {
    await this.#deps.db.transaction(async (tx) => {
      if (
        !(await insertCertificate(tx, certificate.blockHash, {
          number: certificate.number,
          bytes: encode(Certificate, certificate),
        }))
      )
        return;
      await deleteProposals(tx, certificate.number);
      await insertOutbox(tx, "finalized", certificate.number);
    });
  }
}
