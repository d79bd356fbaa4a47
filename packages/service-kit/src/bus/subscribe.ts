import { type CodedError, decode } from "@pha/codec";
import { type At, type EventSubject, readSubject, subjectPattern } from "@pha/wire";
import type { Msg, NatsConnection } from "nats";
import type { Logger } from "../log.ts";
import { continueTrace, TRACEPARENT, type Trace, withTrace } from "../trace.ts";
import type { OpenInbox } from "./inbox.ts";
import { busError } from "./nats-error.ts";
import type { Subscribed, Where } from "./types.ts";

/** A NATS connection that comes and goes. */
export interface Connection {
  readonly nats: NatsConnection;
  readonly isConnected: () => boolean;
  readonly openInbox: OpenInbox;
}

/** What every subscription of one bus shares. */
export interface Subscriber extends Connection {
  readonly log: Logger;
  readonly classify: ((error: unknown) => CodedError | undefined) | undefined;
}

/** Hands a subject's events to a handler, one at a time, in the order in which they arrived. */
export function subscribe<S extends string, T>(
  subscriber: Subscriber,
  event: EventSubject<S, T>,
  where: Where<S>,
  handler: (event: { readonly at: At<S>; readonly value: T }) => Promise<void> | void,
): Subscribed {
  const { log } = subscriber;
  return receive(subscriber, event.subject, where, async ({ subject, data }) => {
    const read = readEvent(event, subject, data);
    if (read instanceof Error) return log.warn({ subject, reason: read.message }, "unreadable event dropped");
    try {
      await handler(read);
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

/** The step of a message's trace that its handler is. A header that is not there reads as the empty text. */
const traceOf = ({ headers }: Msg): Trace => continueTrace(headers?.get(TRACEPARENT));

/** Subscribes to a subject's raw messages; the next one waits for the handler of the one before. */
export function receive<S extends string>(
  { nats, isConnected, log }: Subscriber,
  subject: S,
  { at, queue }: Where<S>,
  handler: (message: Msg) => Promise<void> | void,
): Subscribed {
  const pattern = subjectPattern(subject, at);
  const subscription = nats.subscribe(pattern, queue === undefined ? {} : { queue });
  const done = (async () => {
    for await (const message of subscription) await withTrace(traceOf(message), () => handler(message));
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
