import { CodedError, type ErrorData, type ErrorKind, httpStatus } from "@pha/codec";
import { headers, type MsgHdrs } from "nats";
import { errors } from "../errors.ts";

/** The names the NATS services convention uses, so that its tools show our failures. */
const MESSAGE = "Nats-Service-Error";
const STATUS = "Nats-Service-Error-Code";
/** The whole coded error as JSON. */
const CODED = "Coded-Error";

/** Most characters of an error's facts, and of its text: a reply that is too large for NATS would be none. */
const MAX_FACTS = 16_384;
const MAX_TEXT = 1_024;

/** Headers of a reply that is an error. Facts that are too long stay behind. */
export function errorHeaders(error: CodedError): MsgHdrs {
  const data = Object.entries(error.data).map(([key, value]) => [
    key,
    typeof value === "bigint" ? String(value) : value,
  ]);
  const doc = error.doc;
  const { module, name, index, kind, status } = error;
  const result = headers();
  const facts = Object.fromEntries(data);
  const fits = JSON.stringify(facts).length <= MAX_FACTS;
  result.set(MESSAGE, error.message.slice(0, MAX_TEXT).replaceAll(/[\r\n]+/g, " "));
  result.set(STATUS, String(status));
  result.set(CODED, JSON.stringify({ module, name, index, kind, status, doc, data: fits ? facts : {} }));
  return result;
}

/** An HTTP status of a failure: whoever passes the error on answers with it. */
const isFailure = (status: unknown): status is number =>
  Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;

/** The error a reply carries, by its sender's word; `undefined` for a reply without one. What is none is `BusFault`. */
export function errorOf(given: MsgHdrs | undefined): CodedError | undefined {
  if (given === undefined || !given.has(STATUS)) return undefined;
  try {
    const { module, name, index, kind, status, doc, data } = JSON.parse(given.get(CODED)) as Record<string, unknown>;
    const isNamed = [module, name, doc].every((text) => typeof text === "string");
    if (isNamed && isFailure(status) && Object.hasOwn(httpStatus, kind as string)) {
      const spec = { index: Number(index), kind: kind as ErrorKind, doc: doc as string, status };
      return new CodedError(module as string, name as string, spec, (data ?? {}) as ErrorData);
    }
  } catch (cause) {
    return errors.BusFault({ reason: "unreadable error" }, cause);
  }
  return errors.BusFault({ reason: "unreadable error" });
}
