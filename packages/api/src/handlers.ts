import type { Type } from "@pha/codec";
import type { AnyEndpoint, Endpoints, InputOf, ReplyOf } from "./endpoint.ts";

/** What a handler gets besides its input. */
export interface RequestContext {
  /** Who asks: what counts as one client. */
  readonly client: string;
}

/** What a handler of a stream gets besides its input. */
export interface StreamContext<I> extends RequestContext {
  /** Aborted when the client left or the server stops; the stream must end soon after. */
  readonly signal: AbortSignal;
  /** Place of the last entry that the client has; the stream goes on behind it. */
  readonly after: I | undefined;
  /** Reads for one entry, within what one request may read. */
  readonly read: <T>(work: () => Promise<T>) => Promise<T>;
}

/** An entry of a stream. */
export interface Placed<I, R> {
  readonly id: I;
  readonly entry: R;
}

type IdOf<E extends AnyEndpoint> = E extends { readonly id: Type<infer I> } ? I : never;

/** `undefined`: nothing follows what the client has, and nothing ever will. */
type Entries<E extends AnyEndpoint> = AsyncIterable<Placed<IdOf<E>, ReplyOf<E>>> | undefined;

/**
 * Answers one endpoint: its input are validated values of the declared types, its answer one of them. What is wrong with
 * the request for a stream is thrown before the stream is returned, as an answer of its own.
 */
type Handler<E extends AnyEndpoint> = E extends { readonly stream: unknown }
  ? (input: InputOf<E>, context: StreamContext<IdOf<E>>) => Promise<Entries<E>> | Entries<E>
  : (input: InputOf<E>, context: RequestContext) => Promise<ReplyOf<E>> | ReplyOf<E>;

/** A handler for each endpoint, under its name. */
export type Handlers<A extends Endpoints> = { readonly [Name in keyof A]: Handler<A[Name]> };
