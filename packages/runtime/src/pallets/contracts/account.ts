import { palletAccount } from "../balances/pallet-account.ts";

/** Holds what commands brought until it is agreed what became of them. */
export const broughtAccount = palletAccount("ph/value");
