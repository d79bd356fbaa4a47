import { type CodedError, isOf } from "@pha/codec";
import { failureOf } from "../call.ts";
import type { Query, Web } from "./answer-query.ts";
import { errors } from "./errors.ts";
import type { Answer, Exchanging, Fetch, Fetched } from "./exchange.ts";
import { follow } from "./follow.ts";

/** What one query fetches: so many at once, each in its time, and all in the query's. Ends with it. */
export class Fetching {
  readonly #web: Web;
  readonly #limits: Query["limits"];
  readonly #waiting: Fetch[] = [];
  readonly #running = new Set<() => void>();
  readonly #timer: unknown;
  #answers: Answer[] = [];
  #fault: { readonly error: unknown } | undefined;
  #isLate = false;
  #wake = () => {};

  constructor(web: Web, limits: Query["limits"]) {
    this.#web = web;
    this.#limits = limits;
    this.#timer = web.timers.setTimeout(() => {
      this.#isLate = true;
      this.#wake();
    }, limits.wallMs);
  }

  start(wanted: Fetch): void {
    this.#waiting.push(wanted);
    this.#feed();
  }

  /** What has come since the last time, as soon as there is something; or that the query's time is over. */
  async next(): Promise<readonly Answer[] | "late"> {
    while (this.#answers.length === 0 && !this.#isLate && !this.#fault)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#fault) throw this.#fault.error;
    if (this.#isLate) return "late";
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  [Symbol.dispose](): void {
    this.#web.timers.clearTimeout(this.#timer);
    this.#waiting.length = 0;
    for (const cancel of this.#running) cancel();
  }

  #feed(): void {
    while (this.#running.size < this.#limits.fetchesAtOnce) {
      const wanted = this.#waiting.shift();
      if (!wanted) return;
      void this.#run(wanted);
    }
  }

  async #run(wanted: Fetch): Promise<void> {
    const { id } = wanted;
    const { timers } = this.#web;
    const timeoutMs = Math.min(wanted.timeoutMs ?? this.#limits.fetchMs, this.#limits.fetchMs);
    let expire: (error: CodedError) => void = () => {};
    const expired = new Promise<never>((_, reject) => {
      expire = reject;
    });
    let sent: Exchanging | undefined;
    let isOver = false;
    const cancel = () => {
      isOver = true;
      sent?.cancel();
      expire(errors.TimedOut({ timeoutMs }));
    };
    this.#running.add(cancel);
    const timer = timers.setTimeout(cancel, timeoutMs);
    try {
      const fetched = this.#follow(wanted, (exchanging) => {
        sent = exchanging;
        if (isOver) exchanging.cancel();
      });
      const response = await Promise.race([fetched, expired]);
      this.#answers.push({ id, response });
    } catch (error) {
      if (isOf(errors, error)) this.#answers.push({ id, failure: failureOf(error) });
      else this.#fault ??= { error };
    }
    timers.clearTimeout(timer);
    this.#running.delete(cancel);
    this.#wake();
    this.#feed();
  }

  #follow(wanted: Fetch, onSent: (exchanging: Exchanging) => void): Promise<Fetched> {
    const { exchange, isAllowed } = this.#web;
    return follow(wanted, { exchange, isAllowed, mostBytes: this.#limits.responseBytes, onSent });
  }
}
