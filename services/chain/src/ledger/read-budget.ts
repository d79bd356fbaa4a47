import { AsyncLocalStorage } from "node:async_hooks";
import { serviceErrors } from "@pha/api";
import { maxRpcAnswerBytes } from "@pha/limits";
import { timed } from "@pha/service-kit/http";

/** What is read of the database: rows that Postgres looks at, bytes of what they hold. */
export interface Reading {
  readonly rows: number;
  readonly bytes: number;
}

/** The most that one request reads, a batch as a whole: in hexadecimal it is as long as an answer may be. */
export const mostRead: Reading = { rows: 65_536, bytes: maxRpcAnswerBytes / 2 };

/** Does some work when its turn has come. */
type Among = <T>(work: () => Promise<T>) => Promise<T>;

/** Beside whom a request reads and executes, and who hears of it. Absent: beside nobody. */
export interface Surroundings {
  /** Aborted when nobody waits for the answer any more: its reason ends the request at its next step. */
  readonly left?: AbortSignal;
  /** Told of bytes before they are counted; what it throws ends the request. */
  readonly onBytes?: (bytes: number) => void;
  /** Does one reading when it may be done beside those of other requests. */
  readonly reading?: Among;
  /** The same for executing something. */
  readonly executing?: Among;
}

const alone: Among = (work) => work();

/** Counts what one request reads and computes, and ends it before it has read too much, or when its client has left. */
export class ReadBudget {
  readonly #most: Reading;
  readonly #surroundings: Surroundings;
  #computedMs = 0;
  #spent: Reading = { rows: 0, bytes: 0 };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(most: Reading, surroundings: Surroundings = {}) {
    this.#most = most;
    this.#surroundings = surroundings;
  }

  get spent(): Reading {
    return this.#spent;
  }

  /** Milliseconds that were computed for it. */
  get computedMs(): number {
    return this.#computedMs;
  }

  /** Computes something at one go. */
  compute<T>(work: () => T): T {
    this.#expectWaited();
    return timed(work, (ms) => this.charge(ms));
  }

  /** Counts milliseconds that were computed for it. */
  charge(ms: number): void {
    this.#computedMs += ms;
  }

  /** Executes something when it may be done beside what others have executed. */
  execute<T>(work: () => Promise<T>): Promise<T> {
    return (this.#surroundings.executing ?? alone)(work);
  }

  get left(): Reading {
    const { rows, bytes } = this.#spent;
    return { rows: this.#most.rows - rows, bytes: this.#most.bytes - bytes };
  }

  /** @throws `service-kit.TooMuchAsked`, now and of whatever the request asks for then; `service-kit.ClientLeft` */
  spend({ rows = 0, bytes = 0 }: Partial<Reading>): void {
    this.#expectWaited();
    const { left, spent } = this;
    if (rows > left.rows) this.end({ rows: this.#most.rows });
    if (bytes > left.bytes) this.end({ bytes: this.#most.bytes });
    if (bytes > 0) this.#surroundings.onBytes?.(bytes);
    this.#spent = { rows: spent.rows + rows, bytes: spent.bytes + bytes };
  }

  /** What was looked for, or is there, is more than what is left. @throws `service-kit.TooMuchAsked` */
  end(facts: Partial<Reading> = {}): never {
    this.#spent = { ...this.#spent, rows: this.#most.rows };
    throw serviceErrors.TooMuchAsked({ ...facts });
  }

  /** Reads of one request come one after another, so that each knows what those before it have left. */
  inTurn<T>(read: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      this.#expectWaited();
      if (this.left.rows <= 0) this.end();
      return (this.#surroundings.reading ?? alone)(read);
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  /** @throws `service-kit.ClientLeft` */
  #expectWaited(): void {
    this.#surroundings.left?.throwIfAborted();
  }
}

const requests = new AsyncLocalStorage<ReadBudget | undefined>();
const unlimited: Reading = { rows: 0x3fff_ffff, bytes: Number.MAX_SAFE_INTEGER };

/** Does the work of one request: all that it reads, through whatever calls, is counted. */
export const withinBudget = <T>(budget: ReadBudget, work: () => Promise<T>): Promise<T> => requests.run(budget, work);

/** Does what serves more than the request that set it off. */
export const outsideRequest = <T>(work: () => T): T => requests.run(undefined, work);

/** Whether what is done now is done for one request. */
export const isOfRequest = (): boolean => requests.getStore() !== undefined;

/** Reads for the request under way; for none, what the process itself needs is not counted. */
export function metered<T>(read: (budget: ReadBudget) => Promise<T>): Promise<T> {
  const budget = requests.getStore();
  return budget ? budget.inTurn(() => read(budget)) : read(new ReadBudget(unlimited));
}

/** Executes for the request under way, when it may be done beside what others have executed. */
export function executing<T>(work: () => Promise<T>): Promise<T> {
  const budget = requests.getStore();
  return budget ? budget.execute(work) : work();
}

/** Computes something at one go for the request under way, which pays for the time. */
export function computed<T>(work: () => T): T {
  const budget = requests.getStore();
  return budget ? budget.compute(work) : work();
}

/** Has the request under way pay for what was computed for it. */
export const chargeComputed = (ms: number): void => requests.getStore()?.charge(ms);

/** Counts bytes that are made for the answer, as if they had been read. */
export const answering = (bytes: Uint8Array): Promise<Uint8Array> =>
  metered(async (budget) => {
    budget.spend({ bytes: bytes.length });
    return bytes;
  });

/** Bytes of all values that are there. */
export function lengthOf(values: Iterable<Uint8Array | undefined>): number {
  let length = 0;
  for (const value of values) length += value?.length ?? 0;
  return length;
}
