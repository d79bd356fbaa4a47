import { CodedError } from "@pha/codec";
import { errors as chainErrors } from "../../errors.ts";
import { type Push, Started } from "../connection.ts";
import { errors } from "../errors.ts";
import { limits } from "../limits.ts";
import type { ReportBug } from "../serve.ts";

/** What an operation needs to know about its client. */
export interface Operation {
  readonly isStopped: () => boolean;
  /** Tells the client that it has to ask for more, and waits until it does or stops the operation. */
  readonly askToContinue: () => Promise<void>;
  /** Tells one event of this operation. */
  readonly tell: (event: string, fields?: object) => void;
}

export const limitReached = { result: "limitReached" } as const;

interface Running {
  stopped: boolean;
  resume: (() => void) | undefined;
}

/** The operations that run under one follow subscription: body, call and storage. */
export class Operations {
  readonly #push: Push;
  readonly #reportBug: ReportBug;
  readonly #running = new Map<string, Running>();
  #next = 0;

  constructor({ push, reportBug }: { push: Push; reportBug: ReportBug }) {
    this.#push = push;
    this.#reportBug = reportBug;
  }

  /** Starts `work` behind the answer that names it and may say more, unless too much runs. */
  run(work: (operation: Operation) => Promise<void>, answer: object = {}): Started | typeof limitReached {
    if (this.#running.size >= limits.operations) return limitReached;
    const operationId = String(this.#next++);
    const running: Running = { stopped: false, resume: undefined };
    this.#running.set(operationId, running);
    const start = () => void this.#perform(operationId, running, work);
    return new Started({ result: "started", operationId, ...answer }, start, () => this.stop(operationId));
  }

  /** One that has ended has no use for it. @throws `rpc.NotWaiting` */
  continue(operationId: string): void {
    const running = this.#running.get(operationId);
    if (running === undefined) return;
    if (running.resume === undefined) throw errors.NotWaiting();
    running.resume();
    running.resume = undefined;
  }

  stop(operationId: string): void {
    const running = this.#running.get(operationId);
    this.#running.delete(operationId);
    if (running === undefined) return;
    running.stopped = true;
    running.resume?.();
  }

  stopAll(): void {
    for (const operationId of [...this.#running.keys()]) this.stop(operationId);
  }

  async #perform(operationId: string, running: Running, work: (operation: Operation) => Promise<void>): Promise<void> {
    const tell = (event: string, fields: object = {}) => {
      if (!running.stopped) this.#push({ event, operationId, ...fields });
    };
    const askToContinue = () =>
      new Promise<void>((resolve) => {
        running.resume = resolve;
        tell("operationWaitingForContinue");
      });
    try {
      await work({ isStopped: () => running.stopped, askToContinue, tell });
    } catch (error) {
      if (errors.UnknownBlock.is(error) || chainErrors.StateNotKept.is(error)) return tell("operationInaccessible");
      if (!(error instanceof CodedError)) this.#reportBug(error, "chainHead_v1 operation");
      tell("operationError", { error: error instanceof CodedError ? error.message : "Internal error" });
    } finally {
      this.#running.delete(operationId);
    }
  }
}
