import { RemoteError, streamBeatMs } from "@pha/api";
import { CodedError, type Json } from "@pha/codec";
import { errors, isUnavailable } from "../errors.ts";
import { readEvents } from "./events.ts";
import { problemError } from "./problem.ts";
import { maxProblemBytes, readReply } from "./reply.ts";
import { Silence } from "./silence.ts";
import { waiting } from "./waiting.ts";

/** What speaks HTTP: the platform's own `fetch`, or one that a test brings. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** How long a server may take to begin its answer. */
const answerMs = 10_000;
/** A stream that says nothing for so long, three beats, has lost its server. */
const silentMs = 3 * streamBeatMs;

/** One request, before it is known which server gets it. */
export interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: Json;
  /** Whether two servers may be asked the same; true when absent. */
  readonly repeatable?: boolean;
  /** How long to wait for the answer. */
  readonly timeoutMs?: number;
  /** Most bytes of the answer, or of one entry of a stream. */
  readonly maxReplyBytes: number;
}

/**
 * One REST service, at one URL or at several servers of the same. The one that serves is stayed with; when it cannot be
 * reached, or says that it is unavailable, the next one is asked, if the request only reads. When it breaks off or falls
 * silent, one other is asked and no more: it may be the request that did it. What may have been done is never asked of a
 * second server: its failure is the caller's, and the next request goes to the next server.
 *
 * Every failure is coded: what the service says as a `RemoteError`, all others as `sdk` errors.
 */
export class Transport {
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

  /**
   * The JSON that answers a request, read.
   *
   * @throws `sdk.Unreachable`; `sdk.UnexpectedReply` for what `read` does not take; `RemoteError`
   */
  ask<T>(request: Request, read: (body: unknown) => T): Promise<T> {
    const { repeatable = true, timeoutMs = answerMs } = request;
    return this.#ask(repeatable, async (url) => {
      const response = await this.#open(url, request, {}, AbortSignal.timeout(timeoutMs), timeoutMs);
      return readBody(await readReply(response, url, request.maxReplyBytes), read, `${url}${request.path}`);
    });
  }

  /**
   * Entries of a stream of server-sent events. When it breaks, or falls silent, it is read on from the next server, or
   * from the same when there is one only, behind the last entry that came.
   */
  async *stream<T>(request: Request, read: (entry: unknown) => T, signal: AbortSignal): AsyncGenerator<T> {
    const broken = new Set<string>();
    let last: string | undefined;
    for (;;) {
      const silence = new Silence(silentMs);
      const headers = { accept: "text/event-stream", ...(last !== undefined && { "last-event-id": last }) };
      const either = AbortSignal.any([signal, silence.signal]);
      const { url, response } = await this.#ask(true, async (url) => {
        return { url, response: await this.#open(url, request, headers, either) };
      });
      try {
        silence.watch();
        for await (const { id, entry } of readEvents(response, url, request.maxReplyBytes, () => silence.heard())) {
          const value = readBody(entry, read, `${url}${request.path}`);
          broken.clear();
          last = id ?? last;
          silence.stop(); // whoever reads may take his time
          yield value;
          silence.watch();
        }
        return;
      } catch (error) {
        if (signal.aborted || !isUnavailable(error)) throw error;
        this.#leave(url);
        if (broken.has(url)) throw this.#failure(error);
        broken.add(url);
      } finally {
        silence.stop();
      }
      await waiting.pause(waiting.backoffMs(1));
    }
  }

  /** Asks the current server; on its failure the others, each once, where that may be. */
  async #ask<T>(isRepeatable: boolean, ask: (url: string) => Promise<T>): Promise<T> {
    if (!isRepeatable && !this.#hasAnswered && this.#urls.length > 1) await this.#findServing();
    const tried = new Set<string>();
    let broken = 0;
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
        if (mayBeItsDoing(error)) broken++;
        if (broken > 1) throw this.#failure(error);
        if (isLostBehind(error) && this.#urls.length === 1) continue; // its balancer has others
        if (tried.size >= this.#urls.length || tried.has(this.url)) throw this.#failure(error);
      }
    }
  }

  /** A request that must not be repeated is not spent on a server that is down. */
  async #findServing(): Promise<void> {
    const readiness = { method: "GET", path: "/readyz", maxReplyBytes: maxProblemBytes };
    const timeout = AbortSignal.timeout(answerMs * this.#urls.length);
    await this.#ask(true, (url) => this.#open(url, readiness, {}, timeout)).catch((error) => {
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

  async #open(
    url: string,
    { method, path, body }: Request,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    headMs = answerMs,
  ): Promise<Response> {
    const fetch = this.#fetch; // called alone: a browser's own refuses to be another object's method
    const silent = new AbortController();
    const isLate = () => silent.abort(new DOMException(`no answer in ${headMs} ms`, "TimeoutError"));
    const timer = setTimeout(isLate, headMs);
    const isJson = body !== undefined;
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...headers, ...(isJson && { "content-type": "application/json" }) },
        ...(isJson && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, silent.signal]),
      });
      if (response.ok) return response;
      throw problemError(await readReply(response, url, maxProblemBytes), url, response.status);
    } catch (cause) {
      if (cause instanceof CodedError) throw cause;
      throw errors.Unreachable({ url }, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What failed before anything was sent. Browsers do not tell it. */
const unsent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether the server that a request was sent to may have been ended, or silenced, by it. */
function mayBeItsDoing(error: unknown): boolean {
  if (isLostBehind(error)) return true;
  if (!errors.Unreachable.is(error)) return false;
  const { cause } = (error.cause ?? {}) as { readonly cause?: { readonly code?: string } };
  return !unsent.has(String(cause?.code));
}

/** Whether a balancer says so of the server that it chose. */
function isLostBehind(error: unknown): boolean {
  const status =
    error instanceof RemoteError ? error.status : errors.UnexpectedReply.is(error) ? error.data["status"] : 0;
  return status === 502 || status === 504;
}

function readBody<T>(body: unknown, read: (body: unknown) => T, url: string): T {
  try {
    return read(body);
  } catch (cause) {
    throw errors.UnexpectedReply({ url }, cause);
  }
}
