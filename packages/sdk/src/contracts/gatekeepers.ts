import { gatekeeperApi } from "@pha/api";
import { errors } from "../errors.ts";
import { type Client, makeClient } from "../transport/client.ts";
import { type Fetch, Transport } from "../transport/transport.ts";

/** A gatekeeper's REST face. */
export type Gatekeeper = Client<typeof gatekeeperApi>;

/** Rounds of all gatekeepers in which none can be reached, before that is said. */
export const roundsUnreached = 2;

/** Gatekeepers, any of which will do: the one that answered last is asked first. */
export class Gatekeepers {
  readonly #all: readonly Gatekeeper[];
  #preferred = 0;

  constructor(urls: readonly string[], fetch: Fetch) {
    this.#all = urls.map((url) => makeClient(gatekeeperApi, new Transport(url, fetch)));
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

  /** Leaves the one that is preferred for the next. */
  leave(): void {
    this.#preferred = (this.#preferred + 1) % this.count;
  }
}
