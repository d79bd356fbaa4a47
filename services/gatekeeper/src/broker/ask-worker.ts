import { minerErrors, serviceErrors } from "@pha/api";
import { CodedError } from "@pha/codec";
import { readReply } from "@pha/program-kit";
import type { Asked } from "@pha/secret-channel/ask";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Worker } from "./workers.ts";

/** So long nothing may come before the worker is asked whether it has the request. */
const silentMs = 1_000;
/** So long that takes before another worker is asked beside it, and before this one is given up. */
const soonMs = 100;
const lostMs = 1_000;
/** Longer hardly a query runs, be it one that waits ten seconds for servers: whoever holds the answer back then is doubted again. */
const longestMs = 15_000;

/** What came of asking a worker: what its enclave proved, or that nothing did. */
export type Ended =
  | { readonly type: "said"; readonly value: Uint8Array }
  | { readonly type: "refused"; readonly error: CodedError }
  | { readonly type: "lost"; readonly error: unknown };

/** A request that is with a worker. */
export interface Asking {
  readonly ended: Promise<Ended>;
  /** Resolves once another worker is better asked as well; this one may answer yet. */
  readonly doubtful: Promise<void>;
}

/**
 * Asks one worker. On NATS others can hear the request and reply to it, or keep its host from hearing: only what the
 * worker's enclave proves counts. Upon whatever else comes, and when nothing does, the same is sent once more: an enclave
 * that has it says so, and is waited for.
 */
export function askWorker(
  bus: Bus,
  { identity, way }: Worker,
  asked: Asked,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Asking {
  const ended = Promise.withResolvers<Ended>();
  const doubtful = Promise.withResolvers<void>();
  let checking: Promise<void> | undefined;
  let replays = 0;
  let reason: unknown;

  async function send(options: { timeoutMs: number; onDoubt: (reason: unknown) => void }): Promise<void> {
    const { ask, holds } = way.ask(asked);
    const at = { identity: identity.slice(2) };
    const { reply } = await bus.request(subjects.workerAsk, at, ask, { ...options, holds, signal });
    try {
      ended.resolve({ type: "said", value: readReply(reply) });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // The other of the two has reached it: that is the one which it answers.
      const isOther = minerErrors.RequestReplayed.is(error) && checking !== undefined && replays++ === 0;
      if (!isOther) ended.resolve({ type: "refused", error });
    }
  }

  function check(doubt: unknown): void {
    reason ??= doubt;
    checking ??= (async () => {
      const soon = setTimeout(doubtful.resolve, soonMs);
      try {
        await send({ timeoutMs: lostMs, onDoubt: () => {} });
        clearTimeout(soon);
      } catch (error) {
        ended.resolve({ type: "lost", error: error instanceof CodedError ? reason : error });
      }
    })();
  }

  const silent = setTimeout(() => check(serviceErrors.BusTimeout()), silentMs);
  const overdue = setTimeout(doubtful.resolve, longestMs);
  send({ timeoutMs, onDoubt: check }).catch((error) => ended.resolve({ type: "lost", error }));
  const settled = ended.promise.finally(() => [silent, overdue].forEach(clearTimeout));
  return { ended: settled, doubtful: doubtful.promise };
}
