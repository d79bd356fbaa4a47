import type { AnyEndpoint, Endpoints, InputOf, ReplyOf } from "@pha/api";

/** What a handler of a stream gets besides its input. */
interface StreamContext {
  /** Aborted when the client left or the server stops; the stream must end soon after. */
  readonly signal: AbortSignal;
}

/** Answers one endpoint: its input are validated values of the declared types, its answer one of them. */
export type Handler<E extends AnyEndpoint> = E extends { readonly stream: unknown }
  ? (input: InputOf<E>, context: StreamContext) => AsyncIterable<ReplyOf<E>>
  : (input: InputOf<E>) => Promise<ReplyOf<E>> | ReplyOf<E>;

/** A handler for each endpoint, under its name. */
export type Handlers<A extends Endpoints> = { readonly [Name in keyof A]: Handler<A[Name]> };

/** An endpoint and what answers it; the types have done their work. */
export type Route =
  | {
      readonly endpoint: Extract<AnyEndpoint, { readonly reply: unknown }>;
      readonly handle: (input: never) => unknown;
    }
  | {
      readonly endpoint: Extract<AnyEndpoint, { readonly stream: unknown }>;
      readonly handle: (input: never, context: StreamContext) => AsyncIterable<unknown>;
    };

/** Joins a declaration with its handlers: one for each endpoint, in the order of the declaration. */
export const implement = <A extends Endpoints>(api: A, handlers: Handlers<A>): Route[] =>
  Object.entries(api).map(([name, endpoint]) => ({ endpoint, handle: handlers[name] }) as Route);
