import { AccountId, concat, encode, toHex, u16, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";

/** An account's account of a number, which `Utility.as_derivative` acts as; as Substrate derives it. */
export const derivativeAccount = (account: AccountId, index: number): AccountId =>
  toHex(blake2b256(concat(utf8("modlpy/utilisuba"), encode(AccountId, account), encode(u16, index))));
