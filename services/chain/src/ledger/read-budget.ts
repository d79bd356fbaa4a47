import { AsyncLocalStorage } from "node:async_hooks";
import { serviceErrors } from "@pha/api";
import { maxRpcAnswerBytes } from "@pha/limits";

/** What is read of the database: rows that Postgres looks at, bytes of what they hold. */
export interface Reading {
  readonly rows: number;
  readonly bytes: number;
}

/** The most that one request reads, a batch as a whole: in hexadecimal it is as long as an answer may be. */
export const mostRead: Reading = { rows: 65_536, bytes: maxRpcAnswerBytes / 2 };

/** Does a reading when its turn has come. */
type Among = <T>(work: () => Promise<T>) => Promise<T>;

/** What was executed gives, and the time that it took, or is taken to. */
export interface Computed<T> {
  readonly result: T;
  readonly ms: number;
}

/** Counts what one request reads, and ends it before it has read too much. */
export class ReadBudget {
  readonly #most: Reading;
  readonly #onBytes: (bytes: number) => void;
  readonly #among: Among;
  readonly #computing: Among;
  #computedMs = 0;
  #spent: Reading = { rows: 0, bytes: 0 };
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param onBytes told of bytes before they are counted; what it throws ends the request
   * @param among does one reading when it may be done beside those of other requests
   * @param computing the same for executing something
   */
  constructor(
    most: Reading,
    onBytes: (bytes: number) => void = () => {},
    among: Among = (read) => read(),
    computing: Among = (work) => work(),
  ) {
    this.#most = most;
    this.#onBytes = onBytes;
    this.#among = among;
    this.#computing = computing;
  }

  get spent(): Reading {
    return this.#spent;
  }

  /** Milliseconds that were computed for it. */
  get computedMs(): number {
    return this.#computedMs;
  }

  /** Executes something that says what it has cost. */
  async compute<T>(work: () => Promise<Computed<T>>): Promise<T> {
    const { result, ms } = await this.#computing(work);
    this.#computedMs += ms;
    return result;
  }

  get left(): Reading {
    const { rows, bytes } = this.#spent;
    return { rows: this.#most.rows - rows, bytes: this.#most.bytes - bytes };
  }

  /** @throws `service-kit.TooMuchAsked`, now and of whatever the request asks for then */
  spend({ rows = 0, bytes = 0 }: Partial<Reading>): void {
    const { left, spent } = this;
    if (rows > left.rows) this.end({ rows: this.#most.rows });
    if (bytes > left.bytes) this.end({ bytes: this.#most.bytes });
    if (bytes > 0) this.#onBytes(bytes);
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
      if (this.left.rows <= 0) this.end();
      return this.#among(read);
    });
    this.#turn = result.catch(() => {});
    return result;
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

/** Executes for the request under way, which pays for it. */
export async function computing<T>(work: () => Promise<Computed<T>>): Promise<T> {
  const budget = requests.getStore();
  return budget ? budget.compute(work) : (await work()).result;
}

/** Bytes of all values that are there. */
export function lengthOf(values: Iterable<Uint8Array | undefined>): number {
  let length = 0;
  for (const value of values) length += value?.length ?? 0;
  return length;
}
