import { serviceErrors } from "@pha/api";

/** Bytes that answers may have read and not yet sent. In memory an answer is several times as long. */
const limits = { ofAll: 128 * 1024 * 1024, ofClient: 32 * 1024 * 1024 } as const;

/** What answers under way hold in memory, by client: many requests at once are no way around the limit of one. */
export class AnswerMemory {
  readonly #held = new Map<string, number>();
  #all = 0;

  /** @throws `service-kit.TooManyRequests` */
  hold(client: string, bytes: number): void {
    const held = this.#held.get(client) ?? 0;
    if (held + bytes > limits.ofClient || this.#all + bytes > limits.ofAll)
      throw serviceErrors.TooManyRequests({ retryAfterSeconds: 1 });
    this.#held.set(client, held + bytes);
    this.#all += bytes;
  }

  release(client: string, bytes: number): void {
    this.#all -= bytes;
    const held = (this.#held.get(client) ?? 0) - bytes;
    if (held > 0) this.#held.set(client, held);
    else this.#held.delete(client);
  }
}
