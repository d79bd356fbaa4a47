import { chainErrors } from "@pha/api";
import { CodedError, type JsonContext } from "@pha/codec";
import { readState } from "@pha/frame";
import { system, transactionErrors } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { openLedger, type ReadLedger } from "@pha/service-kit/ledger";
import type { Payer } from "@pha/service-kit/payer";
import { holdCloser } from "../db/closer.ts";
import { listClosings, noteFailure, removeClosing } from "../db/closings.ts";
import type { Moves } from "../projection/moves.ts";
import type { Motion } from "../rules/motion.ts";
import { closingPause } from "../rules/retries.ts";
import type { Telemetry } from "../telemetry.ts";
import { type DueMotion, isOpen, readMotions } from "./due.ts";

export interface CloseDeps {
  readonly db: Db;
  readonly bus: Pick<Bus, "request">;
  readonly payer: Payer;
  readonly telemetry: Telemetry;
  readonly json: JsonContext;
  readonly moved: Moves;
  /** What tells this replica from the others. */
  readonly replica: string;
  readonly signal: AbortSignal;
}

/** Finalized blocks in which the account's next extrinsic is waited for. */
const patience = 4;

/** Why a motion is open though the account's nonce is past that of the extrinsic that closes it. */
const gone = "the call failed, or another extrinsic of the account had its nonce";

/** What says that another extrinsic of the account has the nonce. */
const nonceTaken = [chainErrors.PriorityTooLow, chainErrors.AlreadyKnown, transactionErrors.Stale];

/**
 * Closes the motions that are due in the newest finalized state, unless another replica does: the account has one row of
 * nonces, so they are closed one after the other, each by what the ledger says after the one before.
 */
export async function closeDue(deps: CloseDeps): Promise<void> {
  const { db, bus, json, replica, signal } = deps;
  while (!signal.aborted) {
    const ledger = openLedger(bus);
    const { now, open, due } = await ledger((state) => readMotions(state, json));
    if (due.length === 0 || !(await holdCloser(db, replica, now))) return;
    const failed = await listClosings(db);
    for (const one of failed) if (!open.some((motion) => isSame(motion, one))) await removeClosing(db, one);
    const next = due
      .map((motion) => ({ motion, before: failed.find((one) => isSame(motion, one)) }))
      .find(({ before }) => !before || before.block + closingPause(before.attempts) <= now);
    if (!next) return;
    const attempt = (next.before?.attempts ?? 0) + 1;
    if (!(await close(deps, { ...next, attempt, ledger, now }))) return;
  }
}

const isSame = (one: Motion, other: Motion): boolean => one.body === other.body && one.index === other.index;

interface Attempt {
  readonly motion: DueMotion;
  readonly attempt: number;
  /** The state in which it is due, and its block. */
  readonly ledger: ReadLedger;
  readonly now: number;
}

/** Whether the account's next extrinsic may be signed. */
async function close(deps: CloseDeps, { motion, attempt, ledger, now }: Attempt): Promise<boolean> {
  const { db, payer, telemetry, signal } = deps;
  const { body, index } = motion;
  const told = { body, index, attempt };
  try {
    const { hash: extrinsic, nonce } = await payer.submit(motion.call, ledger);
    const after = await ledgerPast(deps, nonce);
    if (signal.aborted) return false;
    if (after && !(await after((state) => isOpen(state, motion)))) {
      telemetry.closed({ ...told, extrinsic });
      return true;
    }
    await noteFailure(db, motion, now);
    telemetry.notClosed({ ...told, extrinsic, reason: after ? gone : `in none of ${patience} blocks` });
    return after !== undefined;
  } catch (error) {
    if (!(error instanceof CodedError) || error.kind === "unavailable") throw error;
    const reason = `${error.code}: ${error.message}`;
    if (nonceTaken.some((taken) => taken.is(error))) {
      telemetry.closingWaits({ ...told, reason });
      return false;
    }
    await noteFailure(db, motion, now);
    telemetry.notClosed({ ...told, reason });
    return true;
  }
}

/** The newest finalized state once the account's nonce is past one, where it is so within some blocks. */
async function ledgerPast({ bus, payer, moved, signal }: CloseDeps, nonce: number): Promise<ReadLedger | undefined> {
  for (let first: number | undefined; ; ) {
    const seen = moved.count;
    const ledger = openLedger(bus);
    if ((await payer.nonceAt(ledger)) > nonce) return ledger;
    const now = await ledger((state) => readState(system, state).number.get());
    first ??= now;
    if (signal.aborted || now - first >= patience) return undefined;
    await moved.past(seen, signal);
  }
}
