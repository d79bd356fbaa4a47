import type { AnyType, ErrorMaker, StructOf, Type } from "@pha/codec";
import { usualHttpBodyBytes, usualHttpReplyBytes } from "@pha/limits";

/** Values by name, and their types. */
export type Fields = Readonly<Record<string, AnyType>>;

// biome-ignore lint/complexity/noBannedTypes: no fields, so that joining it with others adds nothing
type None = {};

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The names of the `:holes` of a path. */
export type Holes<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Hole}/${infer More}`
    ? Hole | Holes<More>
    : Rest
  : never;

interface Declared<P extends Fields, Q extends Fields, B extends Fields> {
  readonly method: Method;
  /** With `:name` for each of `params`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Most bytes of a body, or of a line where it takes lines. */
  readonly maxBodyBytes: number;
  /** Most bytes of an answer, or of one entry where it is a stream. */
  readonly maxReplyBytes: number;
  /** Whether it takes a token, as `authorization: Bearer`. */
  readonly bearer: boolean;
  readonly errors: readonly ErrorMaker[];
}

/** A request with one JSON answer. */
export interface Endpoint<P extends Fields, Q extends Fields, B extends Fields, R> extends Declared<P, Q, B> {
  readonly reply: Type<R>;
  readonly status: 200 | 201 | 202;
  readonly lines: boolean;
  /** Whether it only reads or computes, so that two servers may be asked the same. */
  readonly repeatable: boolean;
  /** How long a caller waits for the answer. */
  readonly timeoutMs: number;
  /** Whether the answer stays the same for long, so that it is kept, compressed, and not sent to who has it. */
  readonly steady: boolean;
}

/**
 * A request with many answers over time: server-sent events when asked for, else one JSON line each. Who comes back with
 * the id of the last entry that it got, as `Last-Event-ID`, gets what followed it.
 */
export interface Stream<P extends Fields, Q extends Fields, B extends Fields, R, I> extends Declared<P, Q, B> {
  readonly stream: Type<R>;
  /** An entry's place in the stream. */
  readonly id: Type<I>;
}

/** A stream of server-sent events says something at least so often: a comment where there is no entry. */
export const streamBeatMs = 10_000;

// biome-ignore lint/suspicious/noExplicitAny: types are invariant, so no narrower bound accepts all of them
export type AnyEndpoint = Endpoint<any, any, any, any> | Stream<any, any, any, any, any>;

/** Endpoints of one resource, by the names that handlers and clients know them by. */
export type Endpoints = Readonly<Record<string, AnyEndpoint>>;

/** A service's endpoints, by resource. */
export type Api = Readonly<Record<string, Endpoints>>;

/** What an endpoint is asked with: fields of path, query and body side by side. */
export type InputOf<E extends AnyEndpoint> = StructOf<E["params"] & E["query"] & E["body"]>;

/** What an endpoint answers; each entry, when it answers many times. */
export type ReplyOf<E extends AnyEndpoint> = E extends { readonly reply: Type<infer R> }
  ? R
  : E extends { readonly stream: Type<infer R> }
    ? R
    : never;

interface Declaration<Path extends string, P extends Fields, Q extends Fields, B extends Fields> {
  /** One sentence for the reader of the API's documentation. */
  readonly summary: string;
  /** Heading in the documentation; the first path segment after the version when absent. */
  readonly tag?: string;
  readonly query?: Q;
  readonly body?: B;
  /** 16 KiB when absent. */
  readonly maxBodyBytes?: number;
  /** 1 MiB when absent. */
  readonly maxReplyBytes?: number;
  /** Whether it takes a token, as `authorization: Bearer`. */
  readonly bearer?: true;
  /** Errors a caller should expect, besides those that any request may meet. */
  readonly errors?: readonly ErrorMaker[];
  /** Types of the path's holes. */
  readonly params?: P & Readonly<Record<Exclude<keyof P, Holes<Path>>, never>>;
}

type WithHoles<Path extends string> = [Holes<Path>] extends [never]
  ? unknown
  : { readonly params: Readonly<Record<Holes<Path>, AnyType>> };

/** Declares a request with one answer: `endpoint("GET /v1/blocks/:block", { … })`. */
export function endpoint<
  const Path extends string,
  R,
  P extends Fields = None,
  Q extends Fields = None,
  B extends Fields = None,
>(
  at: `${Method} ${Path}`,
  declaration: WithHoles<Path> &
    Declaration<Path, P, Q, B> & {
      readonly reply: Type<R>;
      /** Of success; 200 when absent. */
      readonly status?: 200 | 201 | 202;
      /** Whether many bodies may come as JSON lines (`application/x-ndjson`): each line gets the answer that it would alone. */
      readonly lines?: true;
      /** Of what is no GET: whether it only computes. */
      readonly repeatable?: true;
      /** 10 s when absent. */
      readonly timeoutMs?: number;
      /** Whether the answer stays the same for long: the handler then gives the same value again. */
      readonly steady?: true;
    },
): Endpoint<P, Q, B, R> {
  const declared = declare(at, declaration);
  const { reply, status = 200, lines = false, timeoutMs = 10_000, steady = false } = declaration;
  const repeatable = declaration.repeatable ?? declared.method === "GET";
  return { ...declared, reply, status, lines, repeatable, timeoutMs, steady };
}

/** Declares a request with many answers: `stream` is the type of each, `id` that of its place. */
export function stream<
  const Path extends string,
  R,
  I,
  P extends Fields = None,
  Q extends Fields = None,
  B extends Fields = None,
>(
  at: `${Method} ${Path}`,
  declaration: WithHoles<Path> & Declaration<Path, P, Q, B> & { readonly stream: Type<R>; readonly id: Type<I> },
): Stream<P, Q, B, R, I> {
  const { stream: type, id } = declaration;
  return { ...declare(at, declaration), stream: type, id };
}

function declare<P extends Fields, Q extends Fields, B extends Fields>(
  at: string,
  declaration: Declaration<string, P, Q, B>,
): Declared<P, Q, B> {
  const [method, path = ""] = at.split(" ");
  const { summary, params, query, body, errors = [], bearer = false, tag = path.split("/")[2] ?? path } = declaration;
  const { maxBodyBytes = usualHttpBodyBytes, maxReplyBytes = usualHttpReplyBytes } = declaration;
  return {
    method: method as Method,
    path,
    summary,
    tag,
    params: (params ?? {}) as P,
    query: (query ?? {}) as Q,
    body: (body ?? {}) as B,
    maxBodyBytes,
    maxReplyBytes,
    bearer,
    errors,
  };
}
