import { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";

const network = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENOENT",
]);

/**
 * The coded error behind an error: itself, if it has a code, else that of Postgres or of the connection, by SQLSTATE;
 * `undefined` when it is a bug of ours (a broken constraint or statement).
 */
export function dbError(error: unknown): CodedError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof CodedError) return cause;
    const state = (cause as { code?: unknown }).code;
    if (typeof state === "string") return ofState(state, error);
    if (cause.name === "AggregateError") return ofState((cause as AggregateError).errors[0]?.code ?? "", error);
    if (isLost(cause)) return errors.DbUnavailable({}, error);
  }
  return undefined;
}

function ofState(state: string, cause: unknown): CodedError | undefined {
  if (network.has(state)) return errors.DbUnavailable({ reason: state }, cause);
  // 08 connection, 57P01–57P05 shutdown, crash, starting up, database dropped, idle session ended; 25P03 so within a transaction.
  if (state.startsWith("08") || state.startsWith("57P") || state === "25P03")
    return errors.DbUnavailable({ sqlState: state }, cause);
  // 40001 serialization failure, 40P01 deadlock, 55P03 lock not available, 57014 statement timeout.
  if (["40001", "40P01", "55P03", "57014"].includes(state)) return errors.DbContention({ sqlState: state }, cause);
  if (state.startsWith("53")) return errors.DbFull({ sqlState: state }, cause);
  // 28 authorization, 3D000 no such database.
  if (state.startsWith("28") || state === "3D000") return errors.DbRefused({ sqlState: state }, cause);
  return undefined;
}

/** pg reports a connection that breaks, or cannot be had in time, without any code. */
function isLost(error: Error): boolean {
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
