import { RemoteError, readProblem } from "@pha/api";
import type { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";

/** The error that problem details describe, by its sender's word. */
export function problemError(body: unknown, url: string, status: number): CodedError {
  const problem = readProblem(body, status);
  return problem ? new RemoteError(problem) : errors.UnexpectedReply({ url, status });
}
