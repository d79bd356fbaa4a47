import { type Hex, toHex, utf8 } from "@pha/codec";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { maxContractCallBytes } from "@pha/limits";
import { contracts } from "@pha/runtime/spec";
import { errors as channelErrors, type Outcome } from "@pha/secret-channel";
import { ContractError, errors } from "../errors.ts";
import { parseExactJson } from "../exact-json.ts";

/**
 * Arguments of any JSON form, as parsed JSON; nothing is `null`. Big integers become decimal text, bytes hexadecimal
 * text, as contracts expect them.
 *
 * @throws `sdk.BadArguments`
 */
export function jsonOf(args: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(args ?? null, plain));
  } catch (cause) {
    throw errors.BadArguments({}, cause);
  }
}

/**
 * UTF-8 text of arguments that are parsed JSON.
 *
 * @throws `sdk.BadArguments`
 */
export function encodeArguments(args: unknown): Uint8Array {
  const bytes = utf8(JSON.stringify(args));
  if (bytes.length > maxContractCallBytes) throw errors.BadArguments({ bytes: bytes.length });
  return bytes;
}

/** Refuses what the ledger would refuse, before anything is signed: arguments of a constructor, a sealed command. */
export function expectLength(bytes: Uint8Array, max: number): void {
  if (bytes.length > max) throw contracts.errors.TooLong({ max, actual: bytes.length });
}

/** Words for codes that come without: receipts carry those of the contract alone. */
const known = [...Object.values(engineErrors), ...Object.values(channelErrors)];

/** The value of an outcome, its large integers as `bigint`; @throws {@link ContractError} for a failed one. */
export function readOutcome(outcome: Outcome): unknown {
  if (outcome.type === "Failed") {
    const { code, message } = outcome.value;
    throw new ContractError(code, message || (known.find((error) => error.code === code)?.spec.doc ?? ""));
  }
  const text = new TextDecoder().decode(outcome.value);
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw errors.BadArguments({ result: "no JSON" }, cause);
  }
}

const plain = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value instanceof Uint8Array ? (toHex(value) satisfies Hex) : value;
