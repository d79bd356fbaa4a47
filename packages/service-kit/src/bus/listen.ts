import { CodedError, decode, encode } from "@pha/codec";
import { type At, type EventSubject, type RpcSubject, readSubject, subjectPattern } from "@pha/wire";
import type { Msg, NatsConnection } from "nats";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";
import { errorHeaders } from "./error-headers.ts";
import { busError } from "./nats-error.ts";
import { expectFits } from "./tell.ts";
import type { Subscribed, Where } from "./types.ts";

/** A NATS connection that comes and goes. */
export interface Connection {
  readonly nats: NatsConnection;
  readonly isConnected: () => boolean;
}

/** What listeners share. */
export interface Listening extends Connection {
  readonly log: Logger;
  readonly classify: ((error: unknown) => CodedError | undefined) | undefined;
}

/** Requests of one subscription that are answered at a time. */
const MAX_AT_ONCE = 256;

/** Hears events in order. */
export function hear<S extends string, T>(
  listening: Listening,
  event: EventSubject<S, T>,
  where: Where<S>,
  handler: (event: { readonly at: At<S>; readonly value: T }) => Promise<void> | void,
): Subscribed {
  const { log } = listening;
  return listen(listening, event.subject, where, async ({ subject, data }) => {
    const heard = readEvent(event, subject, data);
    if (heard instanceof Error) return log.warn({ subject, reason: heard.message }, "unreadable event dropped");
    try {
      await handler(heard);
    } catch (error) {
      log.error({ subject, err: error }, "event handler failed");
    }
  });
}

function readEvent<S extends string, T>({ subject, payload }: EventSubject<S, T>, actual: string, bytes: Uint8Array) {
  try {
    return { at: readSubject(subject, actual), value: decode(payload, bytes) };
  } catch (error) {
    return error as Error;
  }
}

/** Answers requests. */
export function answer<S extends string, Q, R>(
  listening: Listening,
  rpc: RpcSubject<S, Q, R>,
  where: Where<S>,
  handler: (asked: { readonly at: At<S>; readonly request: Q }) => Promise<R> | R,
): Subscribed {
  const { nats, log, classify } = listening;
  const underWay = new Set<Promise<void>>();
  const respond = async (message: Msg) => {
    try {
      const at = readSubject(rpc.subject, message.subject);
      const bytes = encode(rpc.reply, await handler({ at, request: decode(rpc.request, message.data) }));
      expectFits(nats, rpc.subject, bytes);
      message.respond(bytes);
    } catch (error) {
      const coded = error instanceof CodedError ? error : classify?.(error);
      if (coded === undefined) log.error({ subject: message.subject, err: error }, "request handler failed");
      message.respond(undefined, { headers: errorHeaders(coded ?? errors.BusFault()) });
    }
  };
  const subscribed = listen(listening, rpc.subject, where, (message) => {
    if (underWay.size >= MAX_AT_ONCE) {
      message.respond(undefined, { headers: errorHeaders(errors.BusOverloaded({ max: MAX_AT_ONCE })) });
      return;
    }
    const one = respond(message).finally(() => underWay.delete(one));
    underWay.add(one);
  });
  return {
    ready: subscribed.ready,
    async [Symbol.asyncDispose]() {
      await subscribed[Symbol.asyncDispose]();
      await Promise.all(underWay);
    },
  };
}

function listen<S extends string>(
  { nats, isConnected, log }: Listening,
  subject: S,
  { at, queue }: Where<S>,
  receive: (message: Msg) => Promise<void> | void,
): Subscribed {
  const pattern = subjectPattern(subject, at);
  const subscription = nats.subscribe(pattern, queue === undefined ? {} : { queue });
  const done = (async () => {
    for await (const message of subscription) await receive(message);
  })().catch((error: unknown) => log.error({ subject: pattern, err: error }, "subscription ended"));
  const ready = nats.flush().catch((error: unknown) => {
    throw busError(error) ?? error;
  });
  ready.catch(() => {}); // reported to whoever awaits it; a lost connection subscribes again by itself
  return {
    ready,
    async [Symbol.asyncDispose]() {
      if (isConnected() && !subscription.isClosed()) await subscription.drain();
      else subscription.unsubscribe();
      await done;
    },
  };
}
