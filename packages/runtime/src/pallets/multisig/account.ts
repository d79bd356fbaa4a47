import { AccountId, concat, encode, toHex, u16, utf8, vec } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { maxSignatories, multisig } from "./spec.ts";

const { errors } = multisig;

/** The account that so many of these open together, as Substrate derives it. They are in rising order. */
export const multisigAccount = (signatories: readonly AccountId[], threshold: number): AccountId =>
  toHex(
    blake2b256(
      concat(
        utf8("modlpy/utilisuba"),
        encode(vec(AccountId, { max: maxSignatories }), signatories),
        encode(u16, threshold),
      ),
    ),
  );

/**
 * All signatories in rising order.
 *
 * @throws `Multisig.TooFewSignatories`, `TooManySignatories`, `SignatoriesOutOfOrder`, `SenderInSignatories`
 */
export function signatoriesOf(others: readonly AccountId[], caller: AccountId): readonly AccountId[] {
  if (others.length === 0) throw errors.TooFewSignatories();
  if (others.length >= maxSignatories) throw errors.TooManySignatories({ max: maxSignatories });
  for (const [i, account] of others.entries()) {
    if (i > 0 && (others[i - 1] as AccountId) >= account) throw errors.SignatoriesOutOfOrder({ position: i });
    if (account === caller) throw errors.SenderInSignatories();
  }
  const position = others.filter((account) => account < caller).length;
  return others.toSpliced(position, 0, caller);
}
