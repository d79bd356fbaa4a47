import { failureOf, type Outcome } from "../call.ts";
import { errors } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { isPause, type Leg, type Pause, type Resume } from "../pause.ts";
import type { Timers } from "../thread.ts";
import type { Allowed } from "./check.ts";
import type { Exchange } from "./exchange.ts";
import { Fetching } from "./fetching.ts";
import type { WaitingRoom } from "./waiting-room.ts";

/** What a query's fetches are done with. */
export interface Web {
  readonly exchange: Exchange;
  readonly isAllowed: Allowed;
  readonly timers: Timers;
  readonly room: WaitingRoom;
}

/** A query that may wait: who runs a leg of it, whose it is, and within what. */
export interface Query {
  readonly run: (resume?: Resume) => Promise<Leg>;
  /** Whom its waiting is counted for. */
  readonly contract: string;
  readonly limits: Pick<Limits, "fetchesAtOnce" | "responseBytes" | "fetchMs" | "wallMs">;
}

/**
 * Runs a query to its end. While it waits for what it fetches it holds no thread: what it needs to go on lies here, and it
 * goes on as soon as one answer is there. All of its waiting is within `wallMs`.
 *
 * @throws `contract-engine.Overloaded` when there is no room for what it waits with; what running a leg throws
 */
export async function answerQuery({ run, contract, limits }: Query, web: Web): Promise<Outcome> {
  let leg = await run();
  if (!isPause(leg)) return leg;
  using place = web.room.take(contract, heldBy(leg, limits));
  using fetching = new Fetching(web, limits, contract);
  let bodyBytes = 0;
  while (isPause(leg)) {
    const pause = leg;
    bodyBytes += pause.fetches.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
    if (!place?.resize(heldBy(pause, limits) + bodyBytes)) throw errors.Overloaded();
    for (const wanted of pause.fetches) fetching.start(wanted);
    const answers = await fetching.next();
    if (answers === "late") {
      const error = failureOf(errors.WallTimeExceeded({ limitMs: limits.wallMs }));
      return { ok: false, error, gas: pause.gas, logs: pause.logs };
    }
    leg = await run({ pause, answers });
  }
  return leg;
}

/** Bytes that a paused query may take beside its requests' bodies: its image, and what may come before it goes on. */
const heldBy = ({ image, open }: Pause, { fetchesAtOnce, responseBytes }: Query["limits"]): number =>
  image.bytes + Math.min(open, fetchesAtOnce) * responseBytes;
