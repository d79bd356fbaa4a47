import { Pool, type PoolClient, type PoolConfig } from "pg";
import { errors } from "../errors.ts";

type Callback = (error: Error | undefined, client: PoolClient | undefined, release: PoolClient["release"]) => void;

/** Connections for which so many may wait, if they have a bound, and no longer than `connectionTimeoutMillis`. */
export class BoundedPool extends Pool {
  readonly #maxWaiting: number;

  constructor(maxWaiting: number, config: PoolConfig) {
    super(config);
    this.#maxWaiting = maxWaiting;
  }

  /** @throws `service-kit.Overloaded` when as many wait as may, or it has waited too long */
  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | undefined {
    const client = Number.isFinite(this.#maxWaiting) ? this.#connectSoon() : super.connect();
    if (callback === undefined) return client;
    client.then(
      (had) => callback(undefined, had, (reason) => had.release(reason)),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  async #connectSoon(): Promise<PoolClient> {
    if (this.waitingCount >= this.#maxWaiting) throw errors.Overloaded({ retryAfterSeconds: 1 });
    try {
      return await super.connect();
    } catch (error) {
      // What pg says, without any code, when connections are there and none has become free.
      if (!/^timeout exceeded when trying to connect/.test(String((error as Error).message))) throw error;
      throw errors.Overloaded({ retryAfterSeconds: 1 }, error);
    }
  }
}
