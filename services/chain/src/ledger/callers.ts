import { FewOfEach } from "@pha/service-kit/few-at-once";
import { type Asked, type Departure, type RateLimit, requestsPerMs, type Within } from "@pha/service-kit/http";
import { AnswerMemory } from "./answer-memory.ts";
import { makeExecuting } from "./executing.ts";
import { mostRead, ReadBudget, withinBudget } from "./read-budget.ts";

/** Rows, and bytes, that cost a client as much as a request that does nearly nothing. */
const perRequest = { rows: 1_000, bytes: 64 * 1024 } as const;

/** Readings of one client at a time, half of the connections that there are for all, and those that may wait. */
const readings = { atOnce: 4, mayWait: 256 } as const;

/** What all clients together have executed at a time, and what may wait. */
const executions = { atOnce: 2, mayWait: 64 } as const;

/** What a request has cost beside itself, in requests. */
export const costOf = ({ spent: { rows, bytes }, computedMs }: ReadBudget): number =>
  rows / perRequest.rows + bytes / perRequest.bytes + computedMs * requestsPerMs;

/** A client of the faces: how much it may ask, and how much of the ledger each answer reads. */
export interface Caller {
  /** Counts one more request. @throws `service-kit.TooManyRequests` */
  take(): void;
  /** Counts what a request cost beside itself, in requests. */
  charge(requests: number): void;
  /**
   * Does the work of one request, which is over when its answer is `sent`, and is not gone on with when its client has
   * `left`.
   *
   * @throws `service-kit.TooMuchAsked`, `service-kit.ClientLeft`
   */
  within<T>(departure: Departure, work: () => Promise<T>): Promise<T>;
}

/** Nobody in particular, of whom nothing is counted. */
export const anyone: Caller = { take() {}, charge() {}, within: (_, work) => work() };

/** All clients, by whichever door they come. */
export interface Callers {
  at(client: string): Caller;
  readonly within: Within;
}

/** @param rate of the server that the doors belong to, once there is one */
export function makeCallers(rate: () => RateLimit | undefined): Callers {
  const memory = new AnswerMemory();
  const reading = new FewOfEach(readings);
  const execute = makeExecuting(executions);
  const within: Within = async <T>({ client, sent, left }: Asked, work: () => Promise<T>) => {
    const budget = new ReadBudget(mostRead, {
      left,
      onBytes: (bytes) => memory.hold(client, bytes),
      reading: (read) => reading.run(client, read, left),
      executing: (work) => execute(work, left),
    });
    try {
      return await withinBudget(budget, work);
    } finally {
      rate()?.charge(client, costOf(budget));
      void sent.finally(() => memory.release(client, budget.spent.bytes));
    }
  };
  const at = (client: string): Caller => ({
    take: () => rate()?.take(client),
    charge: (requests) => rate()?.charge(client, requests),
    within: (departure, work) => within({ client, ...departure }, work),
  });
  return { at, within };
}
