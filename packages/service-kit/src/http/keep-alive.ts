import { WebSocket } from "ws";
import { dismiss } from "./dismiss.ts";

/**
 * Asks each client for a sign of life once a period, and closes those that have given none by the next time: an answer
 * to the ping, which comes from whoever reads what is sent. What a client sends by itself is no such sign.
 */
export class KeepAlive implements Disposable {
  readonly #clients: Iterable<WebSocket>;
  readonly #periodMs: number;
  readonly #timer: NodeJS.Timeout;
  /** Those that have not answered their newest ping. */
  readonly #silent = new WeakSet<WebSocket>();

  constructor(clients: Iterable<WebSocket>, periodMs: number) {
    this.#clients = clients;
    this.#periodMs = periodMs;
    this.#timer = setInterval(() => this.#ask(), periodMs);
  }

  /** A client has come. */
  watch(client: WebSocket): void {
    client.on("pong", () => this.#silent.delete(client));
  }

  #ask(): void {
    for (const client of this.#clients) {
      if (client.readyState !== WebSocket.OPEN) continue;
      if (isHeldUp(client)) {
        this.#silent.delete(client);
        continue;
      }
      if (this.#silent.has(client)) {
        client.close(1008, `no answer to a ping for ${this.#periodMs / 1_000} seconds`);
        dismiss(client);
        continue;
      }
      this.#silent.add(client);
      client.ping();
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** A client that is not read from cannot be heard. One that takes what it is sent waits for the service alone. */
const isHeldUp = (client: WebSocket) => client.isPaused && client.bufferedAmount === 0;
