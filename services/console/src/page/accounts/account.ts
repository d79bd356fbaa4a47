import type { Hex, Signer, WalletCaller } from "@pha/sdk";

/** An account that somebody acts as here: its key is in the page, or in a wallet that is asked each time. */
export interface Account {
  /** As people know it; wallets may give several the same. */
  readonly name: string;
  readonly accountId: Hex;
  readonly signer: Signer;
  /** Who asks contracts as this account. */
  readonly caller: Signer | WalletCaller;
  /** Where its key is. */
  readonly kept: "development" | "wallet";
}
