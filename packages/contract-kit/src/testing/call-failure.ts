import { join } from "node:path";
import type { Failure, Frame, Origin } from "@pha/contract-engine";
import { nameOf, type Place, type Positions } from "../build/positions.ts";

/** A call that failed: `code` is `contract.Name` for the contract's own errors, `contract-engine.Name` for limits. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly code: string;
  /** The innermost place in the contract's own sources, `src/index.ts:12:5`; what is thrown and no `Error` has none. */
  readonly position: string | undefined;

  constructor(code: string, message: string, position: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.position = position;
  }
}

/** The failure as a test meets it: its stack begins in the contract's sources and goes on in the test's. */
export function callFailure({ code, message, origin }: Failure, positions: Positions, folder: string): CallFailure {
  const at = origin && positions.findOwn(origin.at);
  const position = at && nameOf(at);
  const words = positions.translate(message);
  const where = position === undefined || words.includes(position) ? "" : ` (${position})`;
  const options = origin?.cause ? { cause: causeOf(origin.cause, positions, folder) } : {};
  const failure = new CallFailure(code, `${code}: ${words}${where}`, position, options);
  if (origin) lead(failure, origin.at, positions, folder);
  return failure;
}

function causeOf({ name, message, at, cause }: Origin, positions: Positions, folder: string): Error {
  const error = new Error(message, cause ? { cause: causeOf(cause, positions, folder) } : {});
  error.name = name;
  error.stack = `${name}: ${message}`;
  lead(error, at, positions, folder);
  return error;
}

/** Puts the contract's frames before those that the error has. */
function lead(error: Error, frames: readonly Frame[], positions: Positions, folder: string): void {
  const lines = frames.flatMap((frame) => {
    const place = positions.find(frame);
    return place ? [`    at ${frame.name || "<anonymous>"} (${fileOf(place, folder)})`] : [];
  });
  const own = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  error.stack = [`${error.name}: ${error.message}`, ...lines, ...own].join("\n");
}

const fileOf = ({ source, line, column }: Place, folder: string): string =>
  `${source.startsWith("@") ? source : join(folder, source)}:${line}:${column}`;
