import type { Hex } from "@pha/codec";
import type { Extrinsic } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import type { Role } from "../lease/role.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Receipt } from "../ledger/ledger.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import { makeAdmission } from "./admission.ts";
import type { Checks } from "./checks.ts";
import { Following } from "./following.ts";
import { Intake } from "./intake.ts";
import { Line } from "./line.ts";
import type { ReadyQueue } from "./ready-queue.ts";

/**
 * Accepted extrinsics that wait for a block: in Postgres for good, in memory in the author's order. Every replica has
 * them all and accepts more; the leader alone gives them up, and the others follow.
 */
export interface Pool {
  readonly queue: ReadyQueue<Extrinsic>;
  /** Changes to the pool that come from the ledger and other replicas. */
  readonly following: Following;
  /** Accepts an extrinsic: answers after the commit. */
  submit(bytes: Uint8Array): Promise<Receipt>;
  /** In the order in which the next block would take them. */
  pending(): Iterable<Uint8Array>;
  /** The account's nonce on the ledger and what waits on top of it without a gap. */
  nextNonce(account: Hex): Promise<number>;
  /** Calls `listener` whenever an extrinsic has become ready. */
  onReady(listener: () => void): void;
  /** Calls `listener` with what has been stored here, for the other replicas. */
  onStored(listener: (hashes: readonly Hex[]) => void): void;
}

export interface PoolDeps {
  readonly db: Db;
  readonly role: Role;
  readonly checks: Checks;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

export function makePool(deps: PoolDeps): Pool {
  const line = new Line(deps);
  const admission = makeAdmission({ ...deps, line });
  const intake = new Intake({ ...deps, line, admission });
  return {
    queue: line.queue,
    following: new Following({ ...deps, line, admission, intake }),
    submit: (bytes) => intake.submit(bytes),
    pending: () => line.pending(),
    nextNonce: async (account) => line.nextNonce(account, await deps.checks.nonce(account)),
    onReady: (listener) => line.onReady(listener),
    onStored: (listener) => intake.onStored(listener),
  };
}
