import { type AnyType, CodedError, type ErrorKind, type Json, type StructOf, struct } from "@pha/codec";
import { errors } from "../errors.ts";

/** What speaks HTTP: the platform's own `fetch`, or one that a test brings. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

const kinds: Readonly<Record<number, ErrorKind>> = {
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "limit",
  429: "limit",
};

/** One REST service. Every failure is coded: the service's own by its code, all others as `sdk` errors. */
export class Endpoint {
  readonly url: string;
  readonly #fetch: Fetch;

  constructor(url: string, fetch: Fetch) {
    this.url = url.replace(/\/+$/, "");
    this.#fetch = fetch;
  }

  /** JSON of a path, of which the named fields are read. */
  async get<F extends Record<string, AnyType>>(path: string, fields: F, timeoutMs = 10_000): Promise<StructOf<F>> {
    return this.#read(path, await this.open(path, {}, AbortSignal.timeout(timeoutMs)), fields);
  }

  /** JSON that answers a JSON body. */
  async post<F extends Record<string, AnyType>>(
    path: string,
    body: Json,
    fields: F,
    timeoutMs = 10_000,
  ): Promise<StructOf<F>> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.#read(path, await this.open(path, init, AbortSignal.timeout(timeoutMs)), fields);
  }

  /**
   * A response that is not an error; its body is still to be read.
   *
   * @throws `sdk.Unreachable`, `sdk.UnexpectedReply`, or the service's own coded error
   */
  async open(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(`${this.url}${path}`, { ...init, signal });
    } catch (cause) {
      throw errors.Unreachable({ url: this.url }, cause);
    }
    if (response.ok) return response;
    throw problemError(await json(response), this.url, response.status);
  }

  async #read<F extends Record<string, AnyType>>(path: string, response: Response, fields: F): Promise<StructOf<F>> {
    const body = await json(response);
    try {
      return readFields(body, fields);
    } catch (cause) {
      throw errors.UnexpectedReply({ url: `${this.url}${path}` }, cause);
    }
  }
}

/** The named fields of a JSON object; others may stand beside them. */
export function readFields<F extends Record<string, AnyType>>(body: unknown, fields: F): StructOf<F> {
  const given = Object(body) as Record<string, unknown>;
  const picked = Object.fromEntries(Object.keys(fields).map((name) => [name, given[name]]));
  return struct(fields).fromJson(picked, { ss58Prefix: 42 });
}

/** The error that problem details describe. */
export function problemError(body: unknown, url: string, status: number): CodedError {
  const { code, detail } = Object(body) as { code?: unknown; detail?: unknown };
  if (typeof code !== "string" || typeof detail !== "string") return errors.UnexpectedReply({ url, status });
  const dot = code.lastIndexOf(".");
  const kind = status >= 500 ? "unavailable" : (kinds[status] ?? "invalid");
  return new CodedError(code.slice(0, dot), code.slice(dot + 1), { index: 0, kind, doc: detail, status }, {});
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined; // What is no JSON is no answer either; the caller says so.
  }
}
