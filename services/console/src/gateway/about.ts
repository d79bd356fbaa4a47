import type { Hex } from "@pha/codec";

/** What the page is told at `/network.json`: where the network is, and what everything is verified from. */
export interface AboutNetwork {
  readonly name: string;
  readonly title: string;
  /** Its keys are public: the page offers development accounts. */
  readonly development: boolean;
  readonly genesisHash: Hex;
  readonly ss58Prefix: number;
  readonly token: string;
  readonly chain: string;
  readonly gatekeepers: readonly string[];
  readonly governance: string | null;
}
