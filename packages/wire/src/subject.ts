import type { Type } from "@pha/codec";
import { errors } from "./errors.ts";

/** The names of the `{holes}` of a subject. */
export type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;

/** One token for each hole of a subject. */
export type At<S extends string> = { readonly [Hole in Holes<S>]: string };

/** A message that one service publishes to all subscribers. */
export interface EventSubject<S extends string, T> {
  readonly kind: "event";
  readonly subject: S;
  readonly payload: Type<T>;
  readonly doc: string;
}

/** A request to one of the services that serve it, and its reply. */
export interface RpcSubject<S extends string, Q, R> {
  readonly kind: "rpc";
  readonly subject: S;
  readonly request: Type<Q>;
  readonly reply: Type<R>;
  /** How long the requester waits before `unavailable`. */
  readonly timeoutMs: number;
  readonly doc: string;
}

/** Declares an event. `{hole}` in the subject is one token, given at each use. */
export const event = <const S extends string, T>(subject: S, payload: Type<T>, doc: string): EventSubject<S, T> => ({
  kind: "event",
  subject,
  payload,
  doc,
});

/** Declares a request that one of its servers replies to. */
export const rpc = <const S extends string, Q, R>(
  subject: S,
  types: Pick<RpcSubject<S, Q, R>, "request" | "reply" | "timeoutMs">,
  doc: string,
): RpcSubject<S, Q, R> => ({ kind: "rpc", subject, ...types, doc });

const token = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * The subject with its holes filled: what is published to.
 *
 * @throws `wire.BadToken` for a token that is missing or could change the subject's shape.
 */
export function fillSubject<S extends string>(subject: S, at: At<S>): string {
  return subject.replace(/\{(\w+)\}/g, (_, hole: string) => checked((at as Record<string, unknown>)[hole], hole));
}

/** The pattern to subscribe to: `*` for every hole that is left open. */
export function subjectPattern<S extends string>(subject: S, at: Partial<At<S>> = {}): string {
  const given = at as Record<string, unknown>;
  return subject.replace(/\{(\w+)\}/g, (_, hole: string) =>
    given[hole] === undefined ? "*" : checked(given[hole], hole),
  );
}

/** The tokens in the holes of a subject that a message came on; it must match the subject's pattern. */
export function readSubject<S extends string>(subject: S, actual: string): At<S> {
  const tokens = actual.split(".");
  const at: Record<string, string> = {};
  subject.split(".").forEach((part, i) => {
    if (part.startsWith("{")) at[part.slice(1, -1)] = checked(tokens[i], part);
  });
  return at as At<S>;
}

function checked(value: unknown, hole: string): string {
  if (typeof value !== "string" || !token.test(value)) throw errors.BadToken({ hole });
  return value;
}
