import type { CodedError } from "@pha/codec";
import { contractFile, type Failure, type Frame, failureOf, type Origin, type Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import { clipText } from "./text.ts";

/** A guest's exception, as it described itself. */
export interface Thrown {
  readonly code?: string;
  readonly name: string;
  readonly message: string;
  /** Lines of QuickJS, innermost first. */
  readonly stack?: string;
  readonly cause?: Thrown;
  /** Whether it rejected a promise that nobody listens to. */
  readonly isUnheard?: boolean;
}

const longestMessage = 1_000;
const longestName = 100;
const longestStack = 8_000;
const mostFrames = 10;
const frame = new RegExp(`^ *at (?:(.*) \\()?${contractFile}:(\\d{1,9}):(\\d{1,9})\\)?$`, "gm");
const contractCode = /^[A-Za-z][A-Za-z0-9.-]{0,63}$/;
/** What the kit finds wrong with a contract's code, not with what its caller gave: its author looks for the place. */
const faults: ReadonlySet<string> = new Set(["BadWrite", "BadState", "BadKey"]);

/** Causes that are told. */
const deepestCause = 5;

/** An exception as the guest describes it: a contract that has a `toJSON` of its own may describe anything. */
export const thrownOf = (json: string): Thrown => readThrown(JSON.parse(json), 0);

function readThrown(given: unknown, depth: number): Thrown {
  const { code, name, message, stack, cause, isUnheard } = Object(given) as {
    readonly [field in keyof Thrown]?: unknown;
  };
  return {
    ...(typeof code === "string" && { code }),
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : "",
    ...(typeof stack === "string" && { stack }),
    ...(cause !== undefined && depth < deepestCause && { cause: readThrown(cause, depth + 1) }),
    ...(isUnheard === true && { isUnheard }),
  };
}

/** The failure that an exception during a call amounts to. */
export function callFailure(thrown: Thrown): Failure {
  const limit = overflow(thrown);
  if (limit) return limitFailure(limit, thrown);
  const origin = originOf(thrown);
  const where = placeIn(origin);
  if (thrown.code !== undefined && contractCode.test(thrown.code)) {
    const told = faults.has(thrown.code) ? where : "";
    const words = clipText(thrown.message, longestMessage - told.length);
    return { code: `contract.${thrown.code}`, message: `${words}${told}`, origin };
  }
  const how = thrown.isUnheard ? " in a promise that nobody awaits" : "";
  const message = `${clipText(wordsOf(thrown), longestMessage - how.length - where.length)}${how}${where}`;
  return { code: errors.ContractThrew.code, message, origin };
}

/** The failure that an exception while the module loaded amounts to. */
export function codeFailure(thrown: Thrown): Failure {
  const limit = overflow(thrown);
  if (limit) return limitFailure(limit, thrown);
  const origin = originOf(thrown);
  const where = placeIn(origin);
  const reason = `${clipText(wordsOf(thrown), longestMessage - where.length)}${where}`;
  return { ...failureOf(errors.BadCode({ reason })), origin };
}

/** A limit, and where it was met. */
export function limitFailure(limit: CodedError, seen: Thrown | undefined): Failure {
  if (!seen) return failureOf(limit);
  const origin = originOf(seen);
  const { code, message } = failureOf(limit);
  return { code, message: `${message}${placeIn(origin)}`, origin };
}

/**
 * Where in the contract's code, as words end with it: the innermost place, and from which others it came to that. Who
 * knows the sources tells the author's from those of libraries.
 */
function placeIn({ at }: Origin): string {
  const places = at.map(({ line, column }) => `${line}:${column}`);
  const [first, ...further] = places.filter((place, i) => place !== places[i - 1]);
  if (first === undefined) return "";
  return ` (${contractFile}:${first}${further.length > 0 ? `, from ${further.join(", ")}` : ""})`;
}

function originOf({ name, message, stack, cause }: Thrown): Origin {
  return {
    name: clipText(name, longestName),
    message: clipText(message, longestMessage),
    at: framesOf(stack ?? ""),
    ...(cause ? { cause: originOf(cause) } : {}),
  };
}

/** Places in the contract's own code. */
function framesOf(stack: string): Frame[] {
  const found = [...clipText(stack, longestStack).matchAll(frame)].slice(0, mostFrames);
  return found.map(([, name = "", line, column]) => ({
    name: clipText(name, longestName),
    line: Number(line),
    column: Number(column),
  }));
}

/** What this machine's own stack, memory or program did to a call: it says nothing about the call. */
export function hostFailure(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return failureOf(errors.EngineLost({ reason: clipText(reason, longestMessage) }));
}

/** Whether an outcome is this machine's alone, so that a command which got it must not count as executed. */
export function isUndecided(outcome: Outcome): boolean {
  return !outcome.ok && [errors.WallTimeExceeded.code, errors.EngineLost.code].includes(outcome.error.code);
}

const wordsOf = ({ name, message }: Thrown): string => (name === "" ? message : `${name}: ${message}`);

function overflow({ name, message }: Thrown): CodedError | undefined {
  const isOverflow = message === "stack overflow" && (name === "InternalError" || name === "SyntaxError");
  return isOverflow ? errors.StackOverflow() : undefined;
}
