import { problemOf } from "@pha/api";
import { CodedError } from "@pha/codec";
import type { FastifyReply } from "fastify";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";
import { continueTrace, currentTrace, withTrace } from "../trace.ts";

/** The coded error behind any error. One without a code is a fault of ours, and logged. */
export type Explain = (error: unknown) => CodedError;

/**
 * Sends a problem; one that says when to come again says so to HTTP's clients too. Where something is not to be had now,
 * the connection ends: behind a balancer, who asks again comes to another replica.
 */
export function sendProblem(reply: FastifyReply, error: CodedError): FastifyReply {
  const { retryAfterSeconds } = error.data;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  if (error.kind === "unavailable") reply.header("connection", "close");
  return reply
    .code(error.status)
    .type("application/problem+json")
    .send(JSON.stringify(problemOf(error)));
}

/** What is told of an error that carries no code, a fault of ours: the trace under which it is logged. */
export function internalError(error: unknown, log: Logger, text: string): CodedError {
  const trace = currentTrace() ?? continueTrace();
  withTrace(trace, () => log.error({ err: error }, text));
  return errors.Internal({ traceId: trace.traceId });
}

/** Turns an error of the HTTP framework into one of ours; `undefined` for anything that is no fault of the caller. */
export function requestError(error: unknown, maxBodyBytes: number): CodedError | undefined {
  if (error instanceof CodedError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return errors.BodyTooLarge({ limit: maxBodyBytes });
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return errors.UnsupportedMediaType();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return errors.BadRequest({ reason: message });
  return undefined;
}
