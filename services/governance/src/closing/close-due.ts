import { CodedError, type JsonContext } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { openLedger } from "@pha/service-kit/ledger";
import type { Payer } from "@pha/service-kit/payer";
import { claimClosing } from "../db/closings.ts";
import type { Telemetry } from "../telemetry.ts";
import { type DueMotion, dueMotions, isOpen } from "./due.ts";

export interface CloseDeps {
  readonly db: Db;
  readonly bus: Pick<Bus, "request">;
  readonly payer: Payer;
  readonly telemetry: Telemetry;
  readonly json: JsonContext;
}

/**
 * Closes the motions that are due in the newest finalized state, one after the other. One of all replicas takes each on,
 * by a row of the database; and what two of them signed for one state has one nonce, of which the ledger takes one.
 */
export async function closeDue(deps: CloseDeps): Promise<void> {
  const { db, bus, json } = deps;
  const { now, due } = await openLedger(bus)((state) => dueMotions(state, json));
  for (const motion of due) {
    const { body, index } = motion;
    const attempt = await claimClosing(db, { body, index }, now);
    if (attempt !== undefined) await close(deps, motion, attempt);
  }
}

async function close({ bus, payer, telemetry }: CloseDeps, motion: DueMotion, attempt: number): Promise<void> {
  const { body, index, call } = motion;
  const told = { body, index, attempt };
  try {
    const ledger = openLedger(bus);
    await payer.nonceAt(ledger);
    if (!(await ledger((state) => isOpen(state, motion)))) return;
    const { hash: extrinsic, isExecuted } = await payer.pay(call, ledger);
    const isLeft = await openLedger(bus)((state) => isOpen(state, motion));
    if (!isLeft) telemetry.closed({ ...told, extrinsic });
    else telemetry.notClosed({ ...told, extrinsic, reason: isExecuted ? "the call failed" : "not in a block yet" });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    telemetry.notClosed({ ...told, reason: `${error.code}: ${error.message}` });
  }
}
