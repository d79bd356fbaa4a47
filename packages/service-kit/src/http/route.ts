import type { IncomingHttpHeaders } from "node:http";
import type { AnyEndpoint, Endpoints, Handlers, RequestContext, StreamContext } from "@pha/api";
import type { CodedError } from "@pha/codec";
import type { Departure } from "./departure.ts";

interface Mounted {
  /** Says by a request's headers why who asks may not; nothing of who may. */
  readonly guard?: (headers: IncomingHttpHeaders) => CodedError | undefined;
  /** Whether pages of other sites, and calls by foreign names, are refused: what it does, it does for whoever reaches it. */
  readonly local?: boolean;
}

/** An endpoint that answers by a reply, and what makes it; the types have done their work. */
export interface ReplyRoute extends Mounted {
  readonly endpoint: Extract<AnyEndpoint, { readonly reply: unknown }>;
  readonly handle: (input: never, context: RequestContext) => unknown;
}

/** An endpoint that answers by a stream of entries. */
export interface StreamRoute extends Mounted {
  readonly endpoint: Extract<AnyEndpoint, { readonly stream: unknown }>;
  readonly handle: (input: never, context: StreamContext<never>) => unknown;
}

export type Route = ReplyRoute | StreamRoute;

export const isStream = (route: Route): route is StreamRoute => "stream" in route.endpoint;

/** A request: its client, and how its answer leaves. */
export interface Asked extends RequestContext, Departure {}

/** Does the `work` of one request. */
export type Within = <T>(asked: Asked, work: () => Promise<T>) => Promise<T>;

/** Joins a declaration with its handlers: one for each endpoint, in the order of the declaration. */
export const implement = <A extends Endpoints>(api: A, handlers: Handlers<A>): Route[] =>
  Object.entries(api).map(([name, endpoint]) => ({ endpoint, handle: handlers[name] }) as Route);
