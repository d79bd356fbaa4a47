import type { AccountId, MultiAddress, TypeOf } from "@pha/codec";
import { errors } from "@pha/frame";

/**
 * The account that an address names.
 *
 * @throws `frame.CannotLookup`
 */
export function lookup(address: TypeOf<typeof MultiAddress>): AccountId {
  if (address.type !== "Id") throw errors.CannotLookup({ given: address.type });
  return address.value;
}
