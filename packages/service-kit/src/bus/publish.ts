import { encode } from "@pha/codec";
import { natsOverheadBytes } from "@pha/limits";
import { type At, type EventSubject, fillSubject } from "@pha/wire";
import { headers, type MsgHdrs, type NatsConnection } from "nats";
import { errors } from "../errors.ts";
import { currentTrace, TRACEPARENT, traceparentOf } from "../trace.ts";
import { busError } from "./nats-error.ts";

/** @throws `service-kit.BusTooLarge` for more bytes than the server takes in one message. */
export function expectFits(nats: NatsConnection, subject: string, bytes: Uint8Array): void {
  const max = (nats.info?.max_payload ?? 1024 * 1024) - natsOverheadBytes;
  if (bytes.length > max) throw errors.BusTooLarge({ subject, bytes: bytes.length, max });
}

/** Options of a message that hand on the trace that is worked on, if any. */
export function withTraceHeader(): { readonly headers?: MsgHdrs } {
  const trace = currentTrace();
  if (trace === undefined) return {};
  const carried = headers();
  carried.set(TRACEPARENT, traceparentOf(trace));
  return { headers: carried };
}

/** Publishes an event; `Bus.publish` says what that promises. */
export function publish<S extends string, T>(
  nats: NatsConnection,
  event: EventSubject<S, T>,
  at: At<S>,
  value: T,
): void {
  const subject = fillSubject(event.subject, at);
  const bytes = encode(event.payload, value);
  expectFits(nats, subject, bytes);
  try {
    nats.publish(subject, bytes, withTraceHeader());
  } catch (error) {
    throw busError(error) ?? error;
  }
}
