import { governanceApi } from "@pha/api";
import { CodedError, type JsonContext, toJson } from "@pha/codec";
import type { Db } from "@pha/service-kit/db";
import { type EventRow, findNewestPlace, listEventsBehind, type Place } from "../db/events.ts";
import { advanceHook, failHook, type Leased, releaseHook } from "../db/hooks.ts";
import { errors } from "../errors.ts";
import { entryOf } from "../ledger/entry.ts";
import { mostAttempts, retryPauseMs } from "../rules/retries.ts";
import type { Telemetry } from "../telemetry.ts";
import { post } from "./post.ts";
import { signedHeaders } from "./sign.ts";

export interface DeliverDeps {
  readonly db: Db;
  readonly telemetry: Telemetry;
  readonly json: JsonContext;
  readonly mayBePrivate: boolean;
  /** After so long a hook with more to deliver gives way to those that wait. */
  readonly turnMs: number;
}

/** Events that are read at once. */
const atOnce = 64;
/** The receiver wants no more, ever. */
const gone = 410;

/**
 * Delivers to a hook what is there for it, in its order, until an attempt fails, the lease is lost, its turn is over or the
 * signal comes.
 */
export async function deliver(deps: DeliverDeps, hook: Leased, signal: AbortSignal): Promise<void> {
  const { db, turnMs } = deps;
  const { topics } = hook;
  const until = performance.now() + turnMs;
  let { failures } = hook;
  for (let next = { block: hook.block, place: hook.place }; ; ) {
    const upTo = await findNewestPlace(db);
    if (signal.aborted || !upTo || isBefore(upTo, next)) return void (await releaseHook(db, hook));
    const after = { block: next.block, place: next.place - 1 };
    const rows = await listEventsBehind(db, { topics, after, upTo, limit: atOnce });
    for (const row of rows) {
      next = { block: row.block, place: row.index + 1 };
      const isDelivered = await attempt(deps, { hook, row, failures }, signal);
      if (!isDelivered || !(await advanceHook(db, hook, next))) return;
      failures = 0;
      if (performance.now() >= until) return void (await releaseHook(db, hook));
    }
    if (rows.length === atOnce) continue;
    next = { block: upTo.block, place: upTo.place + 1 };
    if (!(await advanceHook(db, hook, next))) return;
  }
}

const isBefore = (one: Place, other: Place): boolean =>
  one.block < other.block || (one.block === other.block && one.place < other.place);

interface Attempt {
  readonly hook: Leased;
  readonly row: EventRow;
  readonly failures: number;
}

/** Whether the receiver took an event. Otherwise the hook has been given back, if it was not lost. */
async function attempt(deps: DeliverDeps, { hook, row, failures }: Attempt, signal: AbortSignal): Promise<boolean> {
  const { db, telemetry, json, mayBePrivate } = deps;
  const id = `${row.block}-${row.index}`;
  const delivery = { hook: hook.id, event: id, attempt: failures + 1 };
  const body = JSON.stringify({
    type: `${row.pallet}.${row.name}`,
    timestamp: new Date(Number(row.timeMs)).toISOString(),
    data: toJson(governanceApi.history.follow.stream, entryOf(row), json),
  });
  try {
    const headers = signedHeaders(hook.secret, { id, body }, Date.now());
    const status = await post({ url: hook.url, mayBePrivate }, { headers, body, signal });
    if (status < 200 || status > 299) throw errors.NotDelivered({ reason: refusal(status), status });
    telemetry.delivered(delivery);
    return true;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    if (signal.aborted) {
      await releaseHook(db, hook);
      return false;
    }
    const isDisabled = delivery.attempt >= mostAttempts || error.data["status"] === gone;
    const reason = `${error.code}: ${error.message}`.slice(0, 1_024);
    await failHook(db, hook, { reason, pauseMs: isDisabled ? undefined : retryPauseMs(delivery.attempt) });
    telemetry.notDelivered({ ...delivery, reason, isDisabled });
    return false;
  }
}

const refusal = (status: number): string =>
  status >= 300 && status <= 399 ? "redirects are not followed" : "answers with another status than 200 to 299";
