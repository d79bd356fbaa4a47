import { CodedError, type ErrorData } from "@pha/codec";
import type { FastifyReply } from "fastify";
import { errors } from "../errors.ts";

/** RFC 9457 problem details of a coded error. */
export interface Problem {
  readonly type: string;
  /** The error's name. */
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** `module.Name`: what programs compare. */
  readonly code: string;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** A coded error as a caller of ours sees it. */
export function problemOf(error: CodedError): Problem {
  const data = jsonData(error.data);
  return {
    type: `urn:error:${error.code}`,
    title: error.name,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

/** The facts of an error as JSON takes them: bigints as decimal strings. */
function jsonData(data: ErrorData): Record<string, string | number | boolean> {
  const entries = Object.entries(data).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "bigint" ? String(value) : value]),
  ) as Record<string, string | number | boolean>;
}

/** The coded error behind any error. One without a code is a fault of ours, and logged. */
export type Explain = (error: unknown) => CodedError;

/** Sends a problem. */
export function sendProblem(reply: FastifyReply, error: CodedError): FastifyReply {
  return reply
    .code(error.status)
    .type("application/problem+json")
    .send(JSON.stringify(problemOf(error)));
}

/** Turns an error of the HTTP framework into one of ours; `undefined` for anything that is no fault of the caller. */
export function requestError(error: unknown): CodedError | undefined {
  if (error instanceof CodedError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return errors.BodyTooLarge();
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return errors.UnsupportedMediaType();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return errors.BadRequest({ reason: message });
  return undefined;
}

/** JSON Schema of a problem, for the API's documentation. */
export const problemSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
    data: { type: "object" },
  },
  required: ["type", "title", "status", "detail", "code"],
};
