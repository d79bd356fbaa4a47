import type { AnyEndpoint, Endpoints, InputOf, ReplyOf } from "./endpoint.ts";

/** What a handler of a stream gets besides its input. */
export interface StreamContext {
  /** Aborted when the client left or the server stops; the stream must end soon after. */
  readonly signal: AbortSignal;
}

/** Answers one endpoint: its input are validated values of the declared types, its answer one of them. */
type Handler<E extends AnyEndpoint> = E extends { readonly stream: unknown }
  ? (input: InputOf<E>, context: StreamContext) => AsyncIterable<ReplyOf<E>>
  : (input: InputOf<E>) => Promise<ReplyOf<E>> | ReplyOf<E>;

/** A handler for each endpoint, under its name. */
export type Handlers<A extends Endpoints> = { readonly [Name in keyof A]: Handler<A[Name]> };
