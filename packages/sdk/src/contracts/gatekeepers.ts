import { gatekeeperApi, type ReplyOf } from "@pha/api";
import { CodedError, type ErrorData } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Client, makeClient } from "../transport/client.ts";
import { otherService } from "../transport/other-service.ts";
import { SessionLine } from "../transport/session-line.ts";
import type { OpenSocket } from "../transport/socket.ts";
import { type Fetch, Transport } from "../transport/transport.ts";

/** A gatekeeper's REST face. */
export type Gatekeeper = Client<typeof gatekeeperApi>;

/** What a gatekeeper says of itself, which nobody proves; or why it says nothing. */
export type GatekeeperWord = { readonly url: string } & (
  | (Pick<ReplyOf<typeof gatekeeperApi.keys.get>, "standing" | "holds" | "height" | "lease"> & {
      readonly error?: undefined;
    })
  | { readonly error: CodedError }
);

/** Rounds of all gatekeepers in which none can be reached, before that is said. */
export const roundsUnreached = 2;

/** Gatekeepers, any of which will do: the one that answered last is asked first. */
export class Gatekeepers {
  readonly #all: readonly Gatekeeper[];
  readonly #urls: readonly string[];
  readonly #lines: readonly SessionLine[];
  #preferred = 0;

  /** @param openSocket - Absent: there are no sessions. */
  constructor(urls: readonly string[], fetch: Fetch, openSocket?: OpenSocket) {
    this.#urls = urls;
    this.#lines = openSocket ? urls.map((url) => new SessionLine(url, openSocket)) : [];
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

  /** Where sessions with workers are had through the preferred one, if they are. */
  get line(): SessionLine | undefined {
    return this.#lines[this.#preferred];
  }

  /** What is said when none of them can be reached: who was tried. Any other error is itself. */
  failure(last: unknown): unknown {
    return errors.Unreachable.is(last) ? errors.Unreachable({ url: this.#urls.join(", ") }, last) : last;
  }

  /** What each says of itself, in the order of their URLs. */
  words(): Promise<readonly GatekeeperWord[]> {
    const ask = async (gatekeeper: Gatekeeper, url: string): Promise<GatekeeperWord> => {
      try {
        const { standing, holds, height, lease } = await gatekeeper.keys.get();
        return { url, standing, holds, height, lease };
      } catch (error) {
        if (error instanceof CodedError) return { url, error };
        throw error;
      }
    };
    return Promise.all(this.#all.map((gatekeeper, i) => ask(gatekeeper, this.#urls[i] as string)));
  }

  /** Leaves the one that is preferred for the next. */
  leave(): void {
    this.#preferred = (this.#preferred + 1) % this.count;
  }
}
