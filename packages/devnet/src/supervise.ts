import { type Child, lastLines } from "@pha/local-infra";
import { pause } from "@pha/service-kit/pause";

/** A program that must run. */
export interface Program {
  readonly name: string;
  readonly logFile: string;
  /** Starts it. A rejection counts as an end. */
  readonly launch: () => Promise<Child>;
  /** Resolves when it serves; rejects when it ends or takes too long. */
  readonly ready: (child: Child, withinMs: number) => Promise<void>;
}

/** An end of a program by itself, and what follows. */
export type Incident =
  | { readonly type: "ended"; readonly name: string; readonly how: string; readonly againInMs: number }
  | { readonly type: "back"; readonly name: string; readonly ms: number }
  | {
      readonly type: "gave-up";
      readonly name: string;
      readonly how: string;
      readonly logFile: string;
      readonly lastLines: string;
    };

/** A process of the network. Disposing it stops it for good. */
export interface Supervised extends AsyncDisposable {
  readonly name: string;
  /** 0 while it does not run. */
  readonly pid: number;
  /** Sends a signal. What dies of it is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Stops it in order, and leaves it stopped until `restart`. */
  stop(): Promise<void>;
  /** Stops it in order if it runs, starts it, and waits until it serves. */
  restart(): Promise<void>;
}

/** When a program counts as ending over and over, and how long it rests between two starts. */
export interface Patience {
  /** An end sooner than this after the start is a quick one. */
  readonly quickMs: number;
  /** Quick ends in a row before nobody tries any more. */
  readonly attempts: number;
  readonly firstRestMs: number;
  readonly longestRestMs: number;
}

const usual: Patience = { quickMs: 10_000, attempts: 6, firstRestMs: 250, longestRestMs: 8_000 };
const readyMs = 120_000;

/** Whom to tell, and until when to try. */
export interface Supervision {
  readonly tell: (incident: Incident) => void;
  /** Told of every new process. */
  readonly onPid?: (name: string, pid: number) => void;
  /** Ends a first start that is under way. */
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

/**
 * Starts a program, waits until it serves, and from then on starts it again whenever it ends by itself.
 *
 * @throws whatever `launch` and `ready` reject with at this first start.
 */
export async function supervise(
  { name, logFile, launch: launchIt, ready }: Program,
  { tell, onPid, signal: starting, patience = usual }: Supervision,
): Promise<Supervised> {
  let child: Child | undefined;
  /** Aborted when the present life is ended on purpose. */
  let life = new AbortController();
  let watching: Promise<void> = Promise.resolve();

  const launch = async (signal: AbortSignal) => {
    child = await launchIt();
    onPid?.(name, child.pid);
    if (signal.aborted) await child[Symbol.asyncDispose]();
    return child;
  };

  async function start(): Promise<void> {
    life = new AbortController();
    const { signal } = life;
    const first = await launch(signal);
    await ready(first, readyMs);
    watching = watch(first, performance.now(), signal);
  }

  /** Lives as long as the program is wanted. */
  async function watch(first: Child, firstBegan: number, signal: AbortSignal): Promise<void> {
    let how = await first.ended;
    let began = firstBegan;
    for (let quick = 0; !signal.aborted; ) {
      quick = performance.now() - began < patience.quickMs ? quick + 1 : 0;
      if (quick >= patience.attempts) {
        tell({ type: "gave-up", name, how, logFile, lastLines: lastLines(logFile) });
        return;
      }
      const againInMs = Math.min(patience.longestRestMs, patience.firstRestMs * 2 ** Math.max(0, quick - 1));
      tell({ type: "ended", name, how, againInMs });
      await pause(againInMs, signal);
      if (signal.aborted) return;
      began = performance.now();
      how = await oneMoreLife(began, signal);
    }
  }

  /** Launches and says how that life ended; the program may take as long as it likes to be ready. */
  async function oneMoreLife(began: number, signal: AbortSignal): Promise<string> {
    try {
      const next = await launch(signal);
      ready(next, Number.POSITIVE_INFINITY).then(
        () => tell({ type: "back", name, ms: performance.now() - began }),
        () => {}, // it ended first: `ended` says how
      );
      return await next.ended;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async function stop(): Promise<void> {
    life.abort();
    await child?.[Symbol.asyncDispose]();
    await watching;
  }

  await startOrStop();
  return {
    name,
    get pid() {
      return child === undefined || child.hasEnded() ? 0 : child.pid;
    },
    kill: (signal) => void child?.process.kill(signal),
    stop,
    async restart() {
      await stop();
      await startOrStop();
    },
    [Symbol.asyncDispose]: stop,
  };

  async function startOrStop(): Promise<void> {
    const giveUp = () => void stop();
    starting?.addEventListener("abort", giveUp, { once: true });
    try {
      await start();
    } catch (error) {
      await stop();
      throw error;
    } finally {
      starting?.removeEventListener("abort", giveUp);
    }
  }
}
