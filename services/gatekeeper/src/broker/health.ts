import { type Hex, Recent } from "@pha/codec";

/** Workers that are remembered, for certain. */
const maxKnown = 10_000;
/** What is thought of a worker that has not answered yet, and how soon a slow one is thought of so again, in milliseconds. */
const usualMs = 5;
const forgetMs = 10_000;
/** How much the newest answer counts. */
const weight = 0.2;
/** For how long a worker that did not serve is asked last, doubled each time. */
const leastPauseMs = 500;
const mostPauseMs = 60_000;

interface Known {
  /** Requests that are with the worker. */
  waiting: number;
  /** Mean time of its answers, and when it last answered. */
  ms: number;
  lastMs: number;
  pauseMs: number;
  pausedUntilMs: number;
}

/** One request to a worker, until something came of it. */
export interface Turn {
  readonly worker: Hex;
  readonly sinceMs: number;
}

/**
 * How the workers do, by what their enclaves proved alone: nobody else can make one look better or worse, but for its own
 * host.
 */
export class Health {
  readonly #nowMs: () => number;
  readonly #records = new Recent<Hex, Known>(maxKnown);

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** The one that will probably answer first; those in a pause only when there is no other. */
  choose<W extends { readonly identity: Hex }>(workers: readonly W[]): W | undefined {
    const now = this.#nowMs();
    const ranked = workers.map((worker) => {
      const record = this.#recordOf(worker.identity);
      const isPaused = record.pausedUntilMs > now;
      return { worker, isPaused, rank: isPaused ? record.pausedUntilMs : expectedMs(record, now), tie: Math.random() };
    });
    ranked.sort((a, b) => Number(a.isPaused) - Number(b.isPaused) || a.rank - b.rank || a.tie - b.tie);
    return ranked[0]?.worker;
  }

  begin(worker: Hex): Turn {
    this.#recordOf(worker).waiting++;
    return { worker, sinceMs: this.#nowMs() };
  }

  /** Of no consequence: another was faster, or the request was at fault. */
  end({ worker }: Turn): void {
    this.#recordOf(worker).waiting--;
  }

  answered(turn: Turn): void {
    this.end(turn);
    const record = this.#recordOf(turn.worker);
    const now = this.#nowMs();
    record.ms += weight * (now - turn.sinceMs - record.ms);
    Object.assign(record, { lastMs: now, pauseMs: leastPauseMs, pausedUntilMs: Number.NEGATIVE_INFINITY });
  }

  /** It does not serve, or cannot be heard. All that it kept waiting count once. */
  failed(turn: Turn): void {
    this.end(turn);
    const record = this.#recordOf(turn.worker);
    const now = this.#nowMs();
    if (record.pausedUntilMs > now || turn.sinceMs < record.lastMs) return;
    record.pausedUntilMs = now + record.pauseMs;
    record.pauseMs = Math.min(2 * record.pauseMs, mostPauseMs);
  }

  #recordOf(worker: Hex): Known {
    const known = this.#records.get(worker);
    if (known) return known;
    const never = Number.NEGATIVE_INFINITY;
    const record = { waiting: 0, ms: usualMs, lastMs: never, pauseMs: leastPauseMs, pausedUntilMs: never };
    this.#records.set(worker, record);
    return record;
  }
}

/** Time that one request more would take. What is long ago says little. */
function expectedMs({ waiting, ms, lastMs }: Known, now: number): number {
  const kept = 0.5 ** ((now - lastMs) / forgetMs);
  return (waiting + 1) * (usualMs + (ms - usualMs) * kept);
}
