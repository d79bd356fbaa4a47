import { decode, encode, type Type } from "@pha/codec";
import { type At, fillSubject, type RpcSubject } from "@pha/wire";
import { type Msg, type NatsConnection, type QueuedIterator, RequestStrategy } from "nats";
import { errors } from "../errors.ts";
import { errorOf } from "./error-headers.ts";
import { busError } from "./nats-error.ts";
import { expectFits, withTraceHeader } from "./publish.ts";
import type { Connection } from "./subscribe.ts";
import type { RequestOptions } from "./types.ts";

/** Sends a request and returns the reply, or throws the error that came instead. Without a connection it throws at once. */
export async function request<S extends string, Q, R>(
  { nats, isConnected }: Connection,
  rpc: RpcSubject<S, Q, R>,
  at: At<S>,
  value: Q,
  { timeoutMs = rpc.timeoutMs, holds }: RequestOptions<R> = {},
): Promise<R> {
  const subject = fillSubject(rpc.subject, at);
  const bytes = encode(rpc.request, value);
  if (!isConnected()) throw errors.BusUnreachable({ subject });
  expectFits(nats, subject, bytes);
  if (holds)
    return firstThatHolds({ nats, subject, timeoutMs }, bytes, (reply) => readReply(rpc, subject, reply), holds);
  return readReply(rpc, subject, await send(nats, subject, bytes, timeoutMs));
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

/** Replies that are looked at in one request: a flood of others' is no reason to wait longer. */
const mostReplies = 64;

/** How long an answer may come after a refusal, which anybody can have sent. */
const AFTER_REFUSAL_MS = 1_000;

async function firstThatHolds<R>(
  { nats, subject, timeoutMs }: { readonly nats: NatsConnection; readonly subject: string; readonly timeoutMs: number },
  bytes: Uint8Array,
  read: (reply: Msg) => R,
  holds: (reply: R) => boolean,
): Promise<R> {
  let refusal: unknown;
  let ending: NodeJS.Timeout | undefined;
  try {
    const options = {
      strategy: RequestStrategy.Count,
      maxMessages: mostReplies,
      maxWait: timeoutMs,
      ...withTraceHeader(),
    };
    const replies = (await nats.requestMany(subject, bytes, options)) as QueuedIterator<Msg | Error>;
    for await (const reply of replies) {
      if (reply instanceof Error) throw reply;
      try {
        const value = read(reply);
        if (holds(value)) return value;
      } catch (error) {
        refusal = error;
        ending ??= setTimeout(() => replies.stop(), AFTER_REFUSAL_MS);
      }
    }
  } catch (error) {
    throw codedOf(error, subject, timeoutMs);
  } finally {
    clearTimeout(ending);
  }
  throw refusal ?? errors.BusTimeout({ subject, timeoutMs });
}

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
