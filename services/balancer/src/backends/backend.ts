import { Agent } from "node:http";

/** What a backend showed last: that it serves, an answer without serving, nothing for a moment, or that it is gone. */
export const states = ["ready", "unready", "silent", "down"] as const;
export type State = (typeof states)[number];

/** One chain replica: an address, and what is under way there. */
export class Backend {
  readonly host: string;
  readonly port: number;
  /** Keeps connections for the next request. */
  readonly agent = new Agent({ keepAlive: true });
  state: State = "down";
  /** No name stands for it any more: what is under way may end, nothing new begins. */
  isLeaving = false;
  /** When it was chosen last, as a count of choices. */
  lastChosen = 0;
  /** Ends each request or connection that is under way. */
  readonly #uses = new Set<() => void>();

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  get address(): string {
    return addressOf(this.host, this.port);
  }

  get inUse(): number {
    return this.#uses.size;
  }

  /**
   * Counts a request or connection as under way until the result is disposed.
   *
   * @param end - called when the backend is given up: it neither answers nor breaks off
   */
  use(end: () => void): Disposable {
    this.#uses.add(end);
    return { [Symbol.dispose]: () => void this.#uses.delete(end) };
  }

  /** Gives up all that is under way. */
  giveUp(): void {
    for (const end of this.#uses) end();
  }
}

export const addressOf = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
