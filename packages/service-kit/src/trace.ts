import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** One service's step of a trace, as W3C Trace Context has it. */
export interface Trace {
  /** 32 hex digits: the same in every service that a request passes. */
  readonly traceId: string;
  /** 16 hex digits: this step. */
  readonly spanId: string;
  /** The trace's beginner records it. Passed on, and otherwise of no meaning here. */
  readonly isSampled: boolean;
}

/** Header of HTTP and NATS that carries a trace. */
export const TRACEPARENT = "traceparent";

/** The working request's trace follows its promises and callbacks; other threads and processes do not get it. */
const storage = new AsyncLocalStorage<Trace>();

/** The trace of the request or event that is being worked on. */
export const currentTrace = (): Trace | undefined => storage.getStore();

/** Does work as part of a trace. */
export const withTrace = <T>(trace: Trace, work: () => T): T => storage.run(trace, work);

const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/**
 * 32 hex digits by chance, of which neither half is zero. A UUID, since Node draws the randomness of many UUIDs at once
 * and that of random bytes anew each time, which would be a third of what a small request costs.
 */
const randomDigits = (): string => randomUUID().replaceAll("-", "");

/** The next step of the trace that a message came with; the first step of a new trace when it came with none. */
export function continueTrace(traceparent?: string): Trace {
  const [, version, traceId, flags, rest] = form.exec(traceparent ?? "") ?? [];
  const spanId = randomDigits().slice(16);
  // Version 00 ends with the flags; later ones may go on.
  if (traceId === undefined || flags === undefined || (version === "00" && rest !== undefined))
    return { traceId: randomDigits(), spanId, isSampled: false };
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header's value that hands a trace on. */
export const traceparentOf = ({ traceId, spanId, isSampled }: Trace): string =>
  `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
