import { type CodedError, isOf } from "@pha/codec";
import { failureOf } from "../call.ts";
import type { Query, Web } from "./answer-query.ts";
import { errors } from "./errors.ts";
import type { Answer, Exchanging, Fetch, Fetched, HttpRequest } from "./exchange.ts";
import { follow } from "./follow.ts";

/**
 * What one query fetches: so many at once, those counted that are answered and not brought to it yet, each in its time, and
 * all in the query's. Ends with it.
 */
export class Fetching {
  readonly #web: Web;
  readonly #limits: Query["limits"];
  readonly #contract: string;
  readonly #waiting: Fetch[] = [];
  readonly #running = new Set<() => void>();
  readonly #timer: unknown;
  readonly #answers: Answer[] = [];
  /** Answers that the query goes on with now. */
  #brought = 0;
  #fault: { readonly error: unknown } | undefined;
  #isLate = false;
  #wake = () => {};

  constructor(web: Web, limits: Query["limits"], contract: string) {
    this.#web = web;
    this.#limits = limits;
    this.#contract = contract;
    this.#timer = web.timers.setTimeout(() => {
      this.#isLate = true;
      this.#wake();
    }, limits.wallMs);
  }

  start(wanted: Fetch): void {
    this.#waiting.push(wanted);
    this.#feed();
  }

  /**
   * What has come since the last time, as soon as there is something, of which no more than one response's bytes at once: the
   * rest is for the next time. Or that the query's time is over.
   */
  async next(): Promise<readonly Answer[] | "late"> {
    this.#brought = 0;
    this.#feed();
    while (this.#answers.length === 0 && !this.#isLate && !this.#fault)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#fault) throw this.#fault.error;
    if (this.#isLate) return "late";
    let bytes = 0;
    const tooMany = this.#answers.findIndex((answer) => {
      bytes += bytesOf(answer);
      return bytes > this.#limits.responseBytes;
    });
    const answers = this.#answers.splice(0, tooMany < 0 ? this.#answers.length : Math.max(1, tooMany));
    this.#brought = answers.length;
    return answers;
  }

  [Symbol.dispose](): void {
    this.#web.timers.clearTimeout(this.#timer);
    this.#waiting.length = 0;
    for (const cancel of this.#running) cancel();
  }

  #feed(): void {
    while (this.#running.size + this.#answers.length + this.#brought < this.#limits.fetchesAtOnce) {
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
    const { responseBytes: mostBytes } = this.#limits;
    const send = (request: HttpRequest) => exchange(request, mostBytes, this.#contract);
    return follow(wanted, { exchange: send, isAllowed, onSent });
  }
}

const bytesOf = (answer: Answer): number => ("response" in answer ? answer.response.body.length : 0);
