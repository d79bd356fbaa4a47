import { connect, type Network } from "@pha/sdk";
import type { AboutNetwork } from "./about.ts";

let connected: Promise<Network> | undefined;

/** The page's one client: a light client from the genesis hash on, which verifies what the services say. */
export function clientOf({ chain, gatekeepers, genesisHash }: AboutNetwork): Promise<Network> {
  connected ??= connect({ chain, gatekeepers, genesisHash }).catch((error: unknown) => {
    connected = undefined; // another attempt may find the chain
    throw error;
  });
  return connected;
}
