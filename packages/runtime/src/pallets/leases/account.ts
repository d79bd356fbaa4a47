import { palletAccount } from "../balances/pallet-account.ts";

/** Holds what tenants have put up for their leases. */
export const leasesAccount = palletAccount("phala/ls");
