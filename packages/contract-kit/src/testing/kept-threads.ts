import { type EngineThread, type SpawnThread, threadReady } from "@pha/contract-engine";
import { spawnNodeThread } from "@pha/contract-engine/node";

/** A thread that serves one pool after another, and what of it the present one has. */
interface Kept {
  readonly thread: EngineThread;
  readonly heapMb: number;
  hear: (message: Uint8Array) => void;
  lose: (reason?: unknown) => void;
  /** Calls that it was given, and ends of calls that it told. */
  given: number;
  told: number;
  hasEnded: boolean;
}

const free: Kept[] = [];

function start(heapMb: number): Kept {
  const thread = spawnNodeThread("engine", { heapMb });
  const kept: Kept = { thread, heapMb, hear: () => {}, lose: () => {}, given: 0, told: 0, hasEnded: false };
  thread.onMessage((message) => {
    if (message.length > threadReady.length) kept.told++;
    kept.hear(message);
  });
  void thread.ended.then((reason) => {
    kept.hasEnded = true;
    if (free.includes(kept)) free.splice(free.indexOf(kept), 1);
    kept.lose(reason);
  });
  return kept;
}

/**
 * Engine threads that outlive a test's contract: one that is idle when its pool is done with it serves the next that wants
 * as large a heap, which tells it code and state anew. Starting one takes longer than most tests.
 */
export const spawnKeptThread: SpawnThread = (_role, { heapMb }): EngineThread => {
  const at = free.findLastIndex((one) => one.heapMb === heapMb);
  const [used] = at < 0 ? [] : free.splice(at, 1);
  const kept = used ?? start(heapMb);
  const ended = new Promise((resolve) => {
    kept.lose = resolve;
  });
  return {
    post: (message) => {
      kept.given++;
      kept.thread.post(message);
    },
    onMessage: (handler) => {
      kept.hear = handler;
      if (used) handler(threadReady);
    },
    ended,
    terminate: async () => {
      const isIdle = kept.given === kept.told;
      kept.hear = () => {};
      kept.lose();
      if (isIdle && !kept.hasEnded) free.push(kept);
      else await kept.thread.terminate();
    },
  };
};
