import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { fieldBytes } from "./fields.ts";

/** The other end of a lane on an EVM chain: the gateway, and the block that it was deployed in. */
export interface GatewayPlace {
  readonly chainId: bigint;
  /** 20 bytes. */
  readonly gateway: Hex;
  readonly deploymentBlock: Hex;
}

/** What stands for an EVM chain where a ledger has its genesis hash: the chain id in 32 bytes. */
export const evmChain = (chainId: bigint): Hex => `0x${chainId.toString(16).padStart(64, "0")}`;

/** An address in the 32 bytes of an account or contract. */
export const paddedAddress = (address: Hex): Hex => `0x${address.slice(2).padStart(64, "0")}`;

/** The contract of a message between two ledgers. */
export const noContract: Hex = `0x${"00".repeat(32)}`;

/**
 * Lane between a ledger and a gateway: `keccak256(genesis ‖ u256 chain id ‖ address ‖ hash of the deployment block)`. A chain
 * that starts anew at the same address is another lane.
 */
export const gatewayLane = (genesis: Hex, { chainId, gateway, deploymentBlock }: GatewayPlace): Hex =>
  toHex(
    keccak256(
      concat(fromHex(genesis), fieldBytes("hash", evmChain(chainId)), fromHex(gateway), fromHex(deploymentBlock)),
    ),
  );

/** Lane between two ledgers, the same from both ends: `keccak256(lower genesis ‖ higher genesis)`. */
export const ledgerLane = (one: Hex, other: Hex): Hex => {
  const [lower, higher] = one < other ? [one, other] : [other, one];
  return toHex(keccak256(concat(fromHex(lower), fromHex(higher))));
};
