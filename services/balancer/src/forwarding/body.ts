import type { IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import { hasBody } from "./headers.ts";
import type { Memory } from "./memory.ts";

/** What is kept of one body at most. */
const KEPT_BYTES = 1024 * 1024;

/** A request's body: passed on while it comes, and kept, as far as it is small, for a second try. */
export class Body implements Disposable {
  readonly #source: IncomingMessage;
  readonly #memory: Memory;
  #kept: Buffer[] | undefined = [];
  #keptBytes = 0;
  #ended: boolean;
  #sink: Writable | undefined;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => this.#end();
  readonly #onDrain = () => this.#source.resume();

  constructor(source: IncomingMessage, memory: Memory) {
    this.#source = source;
    this.#memory = memory;
    this.#ended = !hasBody(source);
    if (this.#ended) return;
    source.pause();
    source.on("data", this.#onData);
    source.on("end", this.#onEnd);
  }

  /** Whether all that was passed on can be passed on again. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** All of it, if it has come and is kept. */
  get text(): string | undefined {
    return this.#ended && this.#kept !== undefined ? Buffer.concat(this.#kept).toString() : undefined;
  }

  /** Passes on what came before and what comes now. */
  pipe(sink: Writable): void {
    this.#sink = sink;
    sink.on("drain", this.#onDrain);
    for (const chunk of this.#kept ?? []) sink.write(chunk);
    if (this.#ended) sink.end();
    else if (!sink.writableNeedDrain) this.#source.resume();
  }

  /** Reads no further until there is another sink. */
  unpipe(): void {
    this.#sink?.off("drain", this.#onDrain);
    this.#sink = undefined;
    if (!this.#ended) this.#source.pause();
  }

  [Symbol.dispose](): void {
    this.unpipe();
    this.#source.off("data", this.#onData);
    this.#source.off("end", this.#onEnd);
    this.#forget();
  }

  #take(chunk: Buffer): void {
    const fits = this.#keptBytes + chunk.length <= KEPT_BYTES && this.#memory.take(chunk.length);
    if (!fits) this.#forget();
    else if (this.#kept !== undefined) {
      this.#kept.push(chunk);
      this.#keptBytes += chunk.length;
    } else this.#memory.give(chunk.length);
    if (this.#sink?.write(chunk) === false) this.#source.pause();
  }

  #end(): void {
    this.#ended = true;
    this.#sink?.end();
  }

  #forget(): void {
    this.#kept = undefined;
    this.#memory.give(this.#keptBytes);
    this.#keptBytes = 0;
  }
}
