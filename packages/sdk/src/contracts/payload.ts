import { type Hex, toHex, utf8 } from "@pha/codec";
import { maxContractCallBytes } from "@pha/limits";
import type { Call, Outcome } from "@pha/secret-channel";
import { ContractError, errors } from "../errors.ts";

/**
 * A call with arguments of any JSON form; big integers become decimal text, bytes hexadecimal text, as contracts
 * expect them.
 *
 * @throws `sdk.BadArguments`
 */
export function makeContractCall(method: string, args: unknown): Call {
  return { method, args: encodeArguments(args) };
}

/** UTF-8 JSON of arguments; nothing is `null`. */
export function encodeArguments(args: unknown): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = utf8(JSON.stringify(args ?? null, plain));
  } catch (cause) {
    throw errors.BadArguments({}, cause);
  }
  if (bytes.length > maxContractCallBytes) throw errors.BadArguments({ bytes: bytes.length });
  return bytes;
}

/** The value of an outcome; @throws {@link ContractError} for a failed one. */
export function readOutcome(outcome: Outcome): unknown {
  if (outcome.type === "Failed") throw new ContractError(outcome.value.code, outcome.value.message);
  const text = new TextDecoder().decode(outcome.value);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.BadArguments({ result: "no JSON" }, cause);
  }
}

const plain = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value instanceof Uint8Array ? (toHex(value) satisfies Hex) : value;
