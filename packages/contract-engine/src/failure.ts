import { CodedError } from "@pha/codec";
import { type Failure, failureOf } from "./call.ts";
import { errors } from "./errors.ts";
import { clipText } from "./text.ts";

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
  if (thrown.code !== undefined && contractCode.test(thrown.code))
    return { code: `contract.${thrown.code}`, message: clipText(thrown.message, longestMessage) };
  return { code: errors.ContractThrew.code, message: clipText(wordsOf(thrown), longestMessage) };
}

/** The failure that an exception while the module loaded amounts to. */
export function codeFailure(thrown: Thrown): Failure {
  return failureOf(overflow(thrown) ?? errors.BadCode({ reason: clipText(wordsOf(thrown), longestMessage) }));
}

/** WebAssembly trapped: the machine's own stack ran out, or QuickJS gave up. */
export function trapFailure(error: unknown): Failure {
  if (error instanceof CodedError) return failureOf(error);
  if (error instanceof RangeError) return failureOf(errors.StackOverflow());
  const reason = error instanceof Error ? error.message : String(error);
  return failureOf(errors.EngineLost({ reason: clipText(reason, longestMessage) }));
}

const wordsOf = ({ name, message }: Thrown): string => (name === "" ? message : `${name}: ${message}`);

function overflow({ name, message }: Thrown): CodedError | undefined {
  const isOverflow = message === "stack overflow" && (name === "InternalError" || name === "SyntaxError");
  return isOverflow ? errors.StackOverflow() : undefined;
}
