import { decode, encode } from "@pha/codec";
import { type At, fillSubject, type RpcSubject } from "@pha/wire";
import type { Msg, NatsConnection } from "nats";
import { errors } from "../errors.ts";
import { errorOf } from "./error-headers.ts";
import { busError } from "./nats-error.ts";
import { expectFits, withTraceHeader } from "./publish.ts";
import type { Connection } from "./subscribe.ts";

/** Sends a request and returns the reply, or throws the error that came instead. Without a connection it throws at once. */
export async function request<S extends string, Q, R>(
  { nats, isConnected }: Connection,
  rpc: RpcSubject<S, Q, R>,
  at: At<S>,
  value: Q,
  timeoutMs = rpc.timeoutMs,
): Promise<R> {
  const subject = fillSubject(rpc.subject, at);
  const bytes = encode(rpc.request, value);
  if (!isConnected()) throw errors.BusUnreachable({ subject });
  expectFits(nats, subject, bytes);
  const reply = await send(nats, subject, bytes, timeoutMs);
  const error = errorOf(reply.headers);
  if (error !== undefined) throw error;
  try {
    return decode(rpc.reply, reply.data);
  } catch (cause) {
    throw errors.BusFault({ subject, reason: "unreadable reply" }, cause);
  }
}

async function send(nats: NatsConnection, subject: string, bytes: Uint8Array, timeoutMs: number): Promise<Msg> {
  try {
    return await nats.request(subject, bytes, { timeout: timeoutMs, ...withTraceHeader() });
  } catch (error) {
    const coded = busError(error) ?? error;
    if (errors.BusTimeout.is(coded)) throw errors.BusTimeout({ subject, timeoutMs }, error);
    if (errors.BusNoResponders.is(coded)) throw errors.BusNoResponders({ subject }, error);
    throw coded;
  }
}
