import type { AnyType, ErrorMaker, Type } from "@pha/codec";

interface RouteBase<P, Q, B> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `:name` for each field of `params`. */
  readonly url: string;
  /** One sentence for the reader of the API's documentation. */
  readonly summary: string;
  /** Heading in the documentation; the first path segment after the version when absent. */
  readonly tag?: string;
  readonly params?: Type<P>;
  readonly query?: Type<Q>;
  readonly body?: Type<B>;
  /** Errors a caller should expect, besides those of a bad request. */
  readonly errors?: readonly ErrorMaker[];
}

/** What a handler gets: validated values of the declared types. */
export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

/** A request with one JSON answer. */
export interface Route<P, Q, B, R> extends RouteBase<P, Q, B> {
  readonly reply: Type<R>;
  /** Status of success, 200 when absent. */
  readonly status?: 200 | 201 | 202;
  /** Whether many bodies may come as JSON lines (`application/x-ndjson`): each line gets the answer that it would alone. */
  readonly lines?: true;
  readonly handle: (request: RouteRequest<P, Q, B>) => Promise<R> | R;
}

/** A request with many answers over time: server-sent events when asked for, else one JSON line each. */
export interface StreamRoute<P, Q, B, R> extends RouteBase<P, Q, B> {
  readonly stream: Type<R>;
  /** Must end soon after `signal` is aborted: the client left, or the server stops. */
  readonly handle: (request: RouteRequest<P, Q, B> & { readonly signal: AbortSignal }) => AsyncIterable<R>;
}

/** A route whose types have done their work. */
export type AnyRoute = RouteBase<unknown, unknown, unknown> &
  (
    | {
        readonly reply: AnyType;
        readonly status?: number;
        readonly lines?: true;
        readonly handle: (request: AnyRequest) => unknown;
      }
    | { readonly stream: AnyType; readonly handle: (request: AnyRequest) => AsyncIterable<unknown> }
  );

// biome-ignore lint/suspicious/noExplicitAny: handlers are contravariant; `route` has checked them
type AnyRequest = any;

/** Declares a route: validation, documentation, errors and types come from this value. */
export const route = <R, P = undefined, Q = undefined, B = undefined>(spec: Route<P, Q, B, R>): AnyRoute =>
  spec as AnyRoute;

/** Declares a route that answers many times. */
export const streamRoute = <R, P = undefined, Q = undefined, B = undefined>(spec: StreamRoute<P, Q, B, R>): AnyRoute =>
  spec as AnyRoute;
