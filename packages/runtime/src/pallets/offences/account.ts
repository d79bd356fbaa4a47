import { palletAccount } from "../balances/pallet-account.ts";

/** Where what offences cost lies until they are decided. */
export const escrowAccount = palletAccount("phala/of");
