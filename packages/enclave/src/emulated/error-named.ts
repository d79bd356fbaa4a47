import type { CodedError, ErrorData, ErrorMaker } from "@pha/codec";
import { errors } from "../errors.ts";

/** The catalogue's error of this name; one that it does not have is an enclave that broke its rules. */
export function errorNamed(name: string, data: ErrorData): CodedError {
  const maker = Object.hasOwn(errors, name) ? (errors as Record<string, ErrorMaker>)[name] : undefined;
  return maker ? maker(data) : errors.MalformedFrame(data);
}
