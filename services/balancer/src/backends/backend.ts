import { Agent } from "node:http";

/** What a backend showed last: that it serves, an answer without serving, nothing for a moment, or that it is gone. */
export const states = ["ready", "unready", "silent", "down"] as const;
export type State = (typeof states)[number];

/** A request or connection that a backend is busy with; disposing it says that it is over. */
export interface Use extends Disposable {
  /** Aborted when the backend is given up: it neither answers nor breaks off. */
  readonly lost: AbortSignal;
}

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
  readonly #uses = new Set<AbortController>();

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

  use(): Use {
    const lost = new AbortController();
    this.#uses.add(lost);
    return { lost: lost.signal, [Symbol.dispose]: () => void this.#uses.delete(lost) };
  }

  /** Gives up all that is under way. */
  giveUp(): void {
    for (const lost of this.#uses) lost.abort();
  }
}

export const addressOf = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
