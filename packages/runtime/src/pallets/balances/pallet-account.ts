import { type AccountId, toHex, utf8 } from "@pha/codec";

/** The account of a pallet that no key opens: `modl ‖ id`, padded with zeros, as Substrate derives it. */
export function palletAccount(id: string): AccountId {
  const raw = new Uint8Array(32);
  raw.set(utf8(`modl${id}`));
  return toHex(raw);
}

const prefix = toHex(utf8("modl"));

/** Whether an account is a pallet's: it has to end, or to pay, whatever strangers do. */
export const isPalletAccount = (who: AccountId): boolean => who.startsWith(prefix);

/** Receives four fifths of all fees, and at genesis what nobody else owns. */
export const treasuryAccount: AccountId = palletAccount("py/trsry");

/** What work is paid from: endowed at genesis, never again. */
export const miningAccount: AccountId = palletAccount("phala/mn");
