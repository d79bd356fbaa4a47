import { CodedError, type ErrorKind } from "@pha/codec";
import { errors } from "../errors.ts";

const kinds: Readonly<Record<number, ErrorKind>> = {
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "limit",
  429: "limit",
};

/** The error that problem details describe. */
export function problemError(body: unknown, url: string, status: number): CodedError {
  const { code, detail } = Object(body) as { code?: unknown; detail?: unknown };
  if (typeof code !== "string" || typeof detail !== "string") return errors.UnexpectedReply({ url, status });
  const dot = code.lastIndexOf(".");
  const kind = status >= 500 ? "unavailable" : (kinds[status] ?? "invalid");
  return new CodedError(code.slice(0, dot), code.slice(dot + 1), { index: 0, kind, doc: detail, status }, {});
}
