import { errors } from "@pha/sdk";
import { plancksOf } from "./amount.ts";

/**
 * An amount that somebody typed, in plancks.
 *
 * @throws `sdk.BadParameter`
 */
export function readAmount(text: string): bigint {
  const plancks = plancksOf(text);
  if (plancks === undefined)
    throw errors.BadParameter({ parameter: "amount", expected: "a number such as 12.5", given: text });
  return plancks;
}
