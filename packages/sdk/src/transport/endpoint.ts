import { type AnyType, CodedError, type Json, type StructOf, struct } from "@pha/codec";
import { errors, isUnavailable } from "../errors.ts";
import { readEvents } from "./events.ts";
import { backoffMs, pause } from "./pause.ts";
import { problemError } from "./problem.ts";

/** What speaks HTTP: the platform's own `fetch`, or one that a test brings. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** How long a server may take to begin its answer. */
const answerMs = 10_000;

/** Posts that only compute: two servers may be asked the same. */
const computing = new Set(["/v1/proofs", "/v1/calls"]);

/**
 * One REST service, at one URL or at several servers of the same. The one that serves is stayed with; when it cannot be
 * reached, breaks off or is unavailable, the next one is asked, if the request only reads. What may have been done is
 * never asked of a second server: its failure is the caller's, and the next request goes to the next server.
 *
 * Every failure is coded: the service's own by its code, all others as `sdk` errors.
 */
export class Endpoint {
  readonly #urls: readonly string[];
  readonly #fetch: Fetch;
  #current = 0;
  /** Whether the current server has answered. */
  #hasAnswered = false;

  constructor(urls: string | readonly string[], fetch: Fetch) {
    this.#urls = [urls].flat().map((url) => url.replace(/\/+$/, ""));
    this.#fetch = fetch;
  }

  /** The server that is asked next. */
  get url(): string {
    return this.#urls[this.#current] ?? "";
  }

  /** JSON of a path, of which the named fields are read. */
  get<F extends Record<string, AnyType>>(path: string, fields: F, timeoutMs = answerMs): Promise<StructOf<F>> {
    return this.#read(path, {}, fields, timeoutMs);
  }

  /** JSON that answers a JSON body. */
  post<F extends Record<string, AnyType>>(
    path: string,
    body: Json,
    fields: F,
    timeoutMs = answerMs,
  ): Promise<StructOf<F>> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.#read(path, init, fields, timeoutMs);
  }

  /**
   * A response to a read that is not an error; its body is still to be read.
   *
   * @throws `sdk.Unreachable`, `sdk.UnexpectedReply`, or the service's own coded error
   */
  open(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    return this.#ask(true, (url) => this.#open(url, path, init, signal));
  }

  /** Entries of a stream of server-sent events. When it breaks it is read from another server: entries may come again. */
  async *events(path: string, signal: AbortSignal): AsyncGenerator<unknown> {
    const init = { headers: { accept: "text/event-stream" } };
    const broken = new Set<string>();
    for (;;) {
      const opened = async (url: string) => ({ url, response: await this.#open(url, path, init, signal) });
      const { url, response } = await this.#ask(true, opened);
      try {
        for await (const entry of readEvents(response, url)) {
          broken.clear();
          yield entry;
        }
        return;
      } catch (error) {
        if (signal.aborted || !isUnavailable(error)) throw error;
        this.#leave(url);
        if (broken.add(url).size >= this.#urls.length) throw this.#failure(error);
      }
      await pause(backoffMs(1));
    }
  }

  #read<F extends Record<string, AnyType>>(path: string, init: RequestInit, fields: F, timeoutMs: number) {
    return this.#ask(init.method === undefined || computing.has(path), async (url) => {
      const body = await json(await this.#open(url, path, init, AbortSignal.timeout(timeoutMs), timeoutMs));
      try {
        return readFields(body, fields);
      } catch (cause) {
        throw errors.UnexpectedReply({ url: `${url}${path}` }, cause);
      }
    });
  }

  /** Asks the current server; on its failure the others, each once, where that may be. */
  async #ask<T>(isRepeatable: boolean, ask: (url: string) => Promise<T>): Promise<T> {
    if (!isRepeatable && !this.#hasAnswered && this.#urls.length > 1) await this.#findServing();
    const tried = new Set<string>();
    for (;;) {
      const { url } = this;
      try {
        const reply = await ask(url);
        this.#hasAnswered ||= url === this.url;
        return reply;
      } catch (error) {
        if (!isUnavailable(error)) {
          this.#hasAnswered ||= url === this.url;
          throw error;
        }
        this.#leave(url);
        tried.add(url);
        if (!isRepeatable) throw error;
        if (tried.size >= this.#urls.length || tried.has(this.url)) throw this.#failure(error);
      }
    }
  }

  /** What is asked once only is not spent on a server that is down. */
  async #findServing(): Promise<void> {
    await this.open("/readyz", {}, AbortSignal.timeout(answerMs * this.#urls.length)).catch((error) => {
      if (isUnavailable(error)) throw error;
    });
  }

  /** The next server's turn, unless another request has found that out. */
  #leave(url: string): void {
    if (url !== this.url) return;
    this.#current = (this.#current + 1) % this.#urls.length;
    this.#hasAnswered = false;
  }

  /** Of one server its own; of several, one that names them all and what the last one said. */
  #failure(last: unknown): unknown {
    if (this.#urls.length === 1) return last;
    const answer = !errors.Unreachable.is(last) && last instanceof CodedError ? last.code : undefined;
    return errors.Unreachable({ url: this.#urls.join(", "), answer }, last);
  }

  async #open(url: string, path: string, init: RequestInit, signal: AbortSignal, headMs = answerMs): Promise<Response> {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(), headMs);
    try {
      const response = await this.#fetch(`${url}${path}`, {
        ...init,
        signal: AbortSignal.any([signal, silent.signal]),
      });
      if (response.ok) return response;
      throw problemError(await json(response), url, response.status);
    } catch (cause) {
      if (cause instanceof CodedError) throw cause;
      throw errors.Unreachable({ url }, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The named fields of a JSON object; others may stand beside them. */
export function readFields<F extends Record<string, AnyType>>(body: unknown, fields: F): StructOf<F> {
  const given = Object(body) as Record<string, unknown>;
  const picked = Object.fromEntries(Object.keys(fields).map((name) => [name, given[name]]));
  return struct(fields).fromJson(picked, { ss58Prefix: 42 });
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined; // What is no JSON is no answer either; the caller says so.
  }
}
