import { CodedError } from "@pha/codec";
import { type Failure, failureOf } from "./call.ts";
import { errors } from "./errors.ts";

/** Name and message of a guest's exception, as it gave them. */
export interface Thrown {
  readonly code?: string;
  readonly name: string;
  readonly message: string;
}

const longestMessage = 1_000;
const contractCode = /^[A-Za-z][A-Za-z0-9.-]{0,63}$/;

/** The failure that an exception during a call amounts to. */
export function callFailure(thrown: Thrown): Failure {
  const limit = overflow(thrown);
  if (limit) return failureOf(limit);
  const message = thrown.message.slice(0, longestMessage);
  if (thrown.code !== undefined && contractCode.test(thrown.code)) return { code: `contract.${thrown.code}`, message };
  return { code: errors.ContractThrew.code, message: thrown.name === "" ? message : `${thrown.name}: ${message}` };
}

/** The failure that an exception while the module loaded amounts to. */
export function codeFailure(thrown: Thrown): Failure {
  const reason = `${thrown.name}: ${thrown.message}`.slice(0, longestMessage);
  return failureOf(overflow(thrown) ?? errors.BadCode({ reason }));
}

/** WebAssembly trapped: the machine's own stack ran out, or QuickJS gave up. */
export function trapFailure(error: unknown): Failure {
  if (error instanceof CodedError) return failureOf(error);
  if (error instanceof RangeError) return failureOf(errors.StackOverflow());
  return failureOf(errors.EngineLost({ reason: error instanceof Error ? error.message : String(error) }));
}

function overflow({ name, message }: Thrown): CodedError | undefined {
  const isOverflow = message === "stack overflow" && (name === "InternalError" || name === "SyntaxError");
  return isOverflow ? errors.StackOverflow() : undefined;
}
