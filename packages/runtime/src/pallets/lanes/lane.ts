import {
  AccountId,
  bool,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  struct,
  type TypeOf,
  u32,
  u64,
  variant,
} from "@pha/codec";
import { evmChain, gatewayLane, ledgerLane, noContract, paddedAddress } from "@pha/light-client";

/** The other end of a lane: another ledger, by its number among chains, or a gateway on an EVM chain. */
export const Peer = enumeration({
  Ledger: variant(0, struct({ genesis: H256, chain: u32 })),
  Gateway: variant(1, struct({ chainId: u64, gateway: fixedBytes(20), deploymentBlock: H256 })),
});
export type Peer = TypeOf<typeof Peer>;

/** A lane: its other end, the account that holds what left by it, the last nonce that left, what it lets through. */
export const Lane = struct({
  peer: Peer,
  reserve: AccountId,
  sent: u64,
  /** How long a message is good for at the other end, in milliseconds. */
  lifetimeMs: u64,
  pausedIn: bool,
  pausedOut: bool,
  /** Transfers neither leave nor arrive any more; refunds, expiry and claims go on. */
  closed: bool,
});
export type Lane = TypeOf<typeof Lane>;

/** The lane's name, the same at both ends. */
export const laneOf = (genesis: Hex, peer: Peer): Hex =>
  peer.type === "Ledger" ? ledgerLane(genesis, peer.value.genesis) : gatewayLane(genesis, peer.value);

/** What stands for the chain of the other end in messages. */
export const chainOf = (peer: Peer): Hex =>
  peer.type === "Ledger" ? peer.value.genesis : evmChain(peer.value.chainId);

/** The contract that messages of the lane are bound to. */
export const contractOf = (peer: Peer): Hex =>
  peer.type === "Ledger" ? noContract : paddedAddress(peer.value.gateway);

/** Which chain a lane goes to, as destinations name it: one lane at a time. */
export const Destination = enumeration({ Ledger: variant(0, u32), Evm: variant(1, u64) });
export type Destination = TypeOf<typeof Destination>;

export const destinationOf = (peer: Peer): Destination =>
  peer.type === "Ledger" ? { type: "Ledger", value: peer.value.chain } : { type: "Evm", value: peer.value.chainId };
