import { CodedError, decode, encode, type Type } from "@pha/codec";
import { type At, fillSubject, type RpcSubject } from "@pha/wire";
import type { Msg, NatsConnection } from "nats";
import { errors } from "../errors.ts";
import { errorOf } from "./error-headers.ts";
import type { OpenInbox } from "./inbox.ts";
import { busError } from "./nats-error.ts";
import { expectFits, withTraceHeader } from "./publish.ts";
import type { Connection } from "./subscribe.ts";
import type { RequestOptions } from "./types.ts";

/** Sends a request and returns the reply, or throws the error that came instead. Without a connection it throws at once. */
export async function request<S extends string, Q, R>(
  { nats, isConnected, openInbox }: Connection,
  rpc: RpcSubject<S, Q, R>,
  at: At<S>,
  value: Q,
  { timeoutMs = rpc.timeoutMs, ...options }: RequestOptions<R> = {},
): Promise<R> {
  const subject = fillSubject(rpc.subject, at);
  const bytes = encode(rpc.request, value);
  if (!isConnected()) throw errors.BusUnreachable({ subject });
  expectFits(nats, subject, bytes);
  const { holds } = options;
  if (!holds) return readReply(rpc, subject, await send(nats, subject, bytes, timeoutMs));
  const publish = (reply: string) => nats.publish(subject, bytes, { reply, ...withTraceHeader() });
  return firstThatHolds({ publish, openInbox, subject, timeoutMs }, (reply) => readReply(rpc, subject, reply), {
    ...options,
    holds,
  });
}

/** The reply's value, or the error that came in its place, thrown. */
function readReply<R>(rpc: { readonly reply: Type<R> }, subject: string, reply: Msg): R {
  const error = errorOf(reply.headers);
  if (error !== undefined) throw error;
  try {
    return decode(rpc.reply, reply.data);
  } catch (cause) {
    throw errors.BusFault({ subject, reason: "unreadable reply" }, cause);
  }
}

/** How long an answer may come after a refusal, which anybody can have sent. */
const AFTER_REFUSAL_MS = 1_000;
/** And after the word that nobody serves: whoever is there has the request as soon as who forged that. */
const AFTER_NOBODY_MS = 100;

interface Sending {
  readonly publish: (reply: string) => void;
  readonly openInbox: OpenInbox;
  readonly subject: string;
  readonly timeoutMs: number;
}

async function firstThatHolds<R>(
  { publish, openInbox, subject, timeoutMs }: Sending,
  read: (reply: Msg) => R,
  { holds, onDoubt, signal }: RequestOptions<R> & { readonly holds: (reply: R) => boolean },
): Promise<R> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<R>();
  let refusal: unknown;
  let ending: NodeJS.Timeout | undefined;
  function doubt(reason: unknown, afterMs = AFTER_REFUSAL_MS): void {
    refusal ??= reason;
    if (onDoubt) onDoubt(reason);
    else ending ??= setTimeout(() => reject(refusal), afterMs);
  }
  using inbox = openInbox((reply) => {
    if (saysNobodyServes(reply)) return doubt(errors.BusNoResponders({ subject }), AFTER_NOBODY_MS);
    try {
      const value = read(reply);
      if (holds(value)) resolve(value);
      else doubt(errors.BusFault({ subject, reason: "another's reply" }));
    } catch (error) {
      if (error instanceof CodedError) doubt(error);
      else reject(error);
    }
  });
  const isOver = setTimeout(() => reject(refusal ?? errors.BusTimeout({ subject, timeoutMs })), timeoutMs);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    publish(inbox.subject);
    return await promise;
  } catch (error) {
    throw busError(error) ?? error;
  } finally {
    clearTimeout(isOver);
    clearTimeout(ending);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What the server sends in place of a reply when nobody is subscribed. */
const saysNobodyServes = ({ data, headers }: Msg): boolean => data.length === 0 && headers?.code === 503;

async function send(nats: NatsConnection, subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Msg> {
  try {
    return await nats.request(subject, bytes, { timeout: timeoutMs, ...withTraceHeader() });
  } catch (error) {
    throw codedOf(error, subject, timeoutMs);
  }
}

function codedOf(error: unknown, subject: string, timeoutMs: number): unknown {
  const coded = busError(error) ?? error;
  if (errors.BusTimeout.is(coded)) return errors.BusTimeout({ subject, timeoutMs }, error);
  return errors.BusNoResponders.is(coded) ? errors.BusNoResponders({ subject }, error) : coded;
}
