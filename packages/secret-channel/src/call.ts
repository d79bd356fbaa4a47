import { bytes, decode, encode, enumeration, struct, type TypeOf, text, variant } from "@pha/codec";
import { pad, unpad } from "@pha/crypto";
import { maxContractCallBytes } from "@pha/limits";
import { errors } from "./errors.ts";

/** Longest name of a method, in UTF-8. */
export const maxMethodBytes = 64;

/** A caller's question to a contract: a method and its arguments as UTF-8 JSON. */
export const Call = struct({ method: text({ max: maxMethodBytes }), args: bytes({ max: maxContractCallBytes }) });
export type Call = TypeOf<typeof Call>;

/** Longest code and message of a failure, in UTF-8. */
export const failureLimits = { code: 128, message: 1_024 } as const;

/** How a call ended: the result as UTF-8 JSON, or a coded failure. */
export const Outcome = enumeration({
  Done: variant(0, bytes({ max: maxContractCallBytes })),
  Failed: variant(
    1,
    struct({ code: text({ max: failureLimits.code }), message: text({ max: failureLimits.message }) }),
  ),
});
export type Outcome = TypeOf<typeof Outcome>;

/** SCALE of a call, padded to a bucket so that its length tells little. */
export const encodePadded = (call: Call): Uint8Array => pad(encode(Call, call));

/** @throws `channel.BadRequest` */
export function decodePadded(padded: Uint8Array): Call {
  try {
    return decode(Call, unpad(padded));
  } catch (cause) {
    throw errors.BadRequest({}, cause);
  }
}
