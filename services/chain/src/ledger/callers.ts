import { setImmediate as turn } from "node:timers/promises";
import type { RateLimit, Within } from "@pha/service-kit/http";
import { FewAtOnce, FewOfEach } from "../kit/few-at-once.ts";
import { AnswerMemory } from "./answer-memory.ts";
import { mostRead, ReadBudget, withinBudget } from "./read-budget.ts";

/** Rows, bytes, and computing that cost a client as much as a request that does nearly nothing. */
const perRequest = { rows: 1_000, bytes: 64 * 1024, computedMs: 1 } as const;

/** Readings of one client at a time, half of the connections that there are for all, and those that may wait. */
const readings = { atOnce: 4, mayWait: 256 } as const;

/** What all clients together have executed at a time, and what may wait. */
const executions = { atOnce: 2, mayWait: 64 } as const;

/** A client of the faces: how much it may ask, and how much of the ledger each answer reads. */
export interface Caller {
  /** Counts one more request. @throws `service-kit.TooManyRequests` */
  take(): void;
  /** Counts what a request cost beside itself, in requests. */
  charge(requests: number): void;
  /** Does the work of one request, which is over when its answer is `sent`. @throws `service-kit.TooMuchAsked` */
  within<T>(sent: Promise<unknown>, work: () => Promise<T>): Promise<T>;
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
  const executing = new FewAtOnce(executions);
  const within: Within = async ({ client, sent }, work) => {
    const budget = new ReadBudget(
      mostRead,
      (bytes) => memory.hold(client, bytes),
      (read) => reading.run(client, read),
      // What else waits comes between two executions.
      (work) => executing.run(() => turn().then(work)),
    );
    try {
      return await withinBudget(budget, work);
    } finally {
      const { rows, bytes } = budget.spent;
      rate()?.charge(
        client,
        rows / perRequest.rows + bytes / perRequest.bytes + budget.computedMs / perRequest.computedMs,
      );
      void sent.finally(() => memory.release(client, bytes));
    }
  };
  const at = (client: string): Caller => ({
    take: () => rate()?.take(client),
    charge: (requests) => rate()?.charge(client, requests),
    within: (sent, work) => within({ client, sent }, work),
  });
  return { at, within };
}
