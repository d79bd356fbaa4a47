import type { AccountId } from "@pha/codec";
import { numberedAccount } from "../stake-pools/account.ts";

/** Where all PHA of a vault is that is in no pool; it owns the vault's shares of pools. */
export const vaultAccount = (id: number): AccountId => numberedAccount("phala/vt", id);
