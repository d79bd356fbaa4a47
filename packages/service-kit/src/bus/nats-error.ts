import type { CodedError } from "@pha/codec";
import { ErrorCode as NatsCode, NatsError } from "nats";
import { errors } from "../errors.ts";

const refused: readonly string[] = [
  NatsCode.AuthorizationViolation,
  NatsCode.AuthenticationExpired,
  NatsCode.AuthenticationTimeout,
  NatsCode.PermissionsViolation,
];
const lost: readonly string[] = [
  NatsCode.ConnectionRefused,
  NatsCode.ConnectionTimeout,
  NatsCode.ConnectionClosed,
  NatsCode.ConnectionDraining,
  NatsCode.Disconnect,
];
const network = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE", "EAI_AGAIN", "EHOSTUNREACH"]);

/** The coded error behind an error of the NATS client; `undefined` when it is a bug of ours. */
export function busError(error: unknown): CodedError | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== "string") return undefined;
  if (network.has(code)) return errors.BusUnreachable({ reason: code }, error);
  if (!(error instanceof NatsError)) return undefined;
  if (refused.includes(code)) return errors.BusRefused({ reason: code }, error);
  if (lost.includes(code)) return errors.BusUnreachable({ reason: code }, error);
  if (code === NatsCode.Timeout) return errors.BusTimeout({}, error);
  if (code === NatsCode.NoResponders) return errors.BusNoResponders({}, error);
  if (code === NatsCode.MaxPayloadExceeded) return errors.BusTooLarge({}, error);
  const { chainedError } = error;
  return chainedError === undefined ? undefined : busError(chainedError);
}
