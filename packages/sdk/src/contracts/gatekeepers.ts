import { gatekeeperApi } from "@pha/api";
import type { ErrorData } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Client, makeClient } from "../transport/client.ts";
import { otherService } from "../transport/other-service.ts";
import { type Fetch, Transport } from "../transport/transport.ts";

/** A gatekeeper's REST face. */
export type Gatekeeper = Client<typeof gatekeeperApi>;

/** Rounds of all gatekeepers in which none can be reached, before that is said. */
export const roundsUnreached = 2;

/** Gatekeepers, any of which will do: the one that answered last is asked first. */
export class Gatekeepers {
  readonly #all: readonly Gatekeeper[];
  readonly #urls: readonly string[];
  #preferred = 0;

  constructor(urls: readonly string[], fetch: Fetch) {
    this.#urls = urls;
    this.#all = urls.map((url) => {
      const wrong = (found: ErrorData, cause: unknown) => errors.NotAGatekeeper(found, cause);
      const explain = otherService("gatekeeper", wrong, url, fetch);
      return makeClient(gatekeeperApi, new Transport(url, fetch), explain);
    });
  }

  get count(): number {
    return this.#all.length;
  }

  /** @throws `sdk.NoGatekeeper` when there is nobody to ask */
  expectAny(): void {
    if (this.count === 0) throw errors.NoGatekeeper();
  }

  /** @throws `sdk.NoGatekeeper` */
  get preferred(): Gatekeeper {
    this.expectAny();
    return this.#all[this.#preferred] as Gatekeeper;
  }

  /** What is said when none of them can be reached: who was tried. Any other error is itself. */
  failure(last: unknown): unknown {
    return errors.Unreachable.is(last) ? errors.Unreachable({ url: this.#urls.join(", ") }, last) : last;
  }

  /** Leaves the one that is preferred for the next. */
  leave(): void {
    this.#preferred = (this.#preferred + 1) % this.count;
  }
}
