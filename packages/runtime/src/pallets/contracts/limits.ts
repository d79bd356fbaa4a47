import { struct, type TypeOf, u32 } from "@pha/codec";
import {
  maxClusterCodeBytes,
  maxClusterContracts,
  maxClusterStateKib,
  maxConstructorBytes,
  maxContractCodeBytes,
  maxSealedCommandBytes,
} from "@pha/limits";
import { PHA } from "../balances/account-data.ts";

/** Bounds of what contracts are made of and told, in bytes. */
export const contractLimits = {
  code: maxContractCodeBytes,
  args: maxConstructorBytes,
  ciphertext: maxSealedCommandBytes,
} as const;

/** Bytes of why a constructor failed: its code, its message. */
export const reasonLimits = { code: 80, message: 256 } as const;

/** What the contracts of a cluster take up of its workers' memory; or may, at most. */
export const Room = struct({ contracts: u32, codeBytes: u32, stateKib: u32 });
export type Room = TypeOf<typeof Room>;

/** The room that a cluster has. */
export const clusterRoom: Room = {
  contracts: maxClusterContracts,
  codeBytes: maxClusterCodeBytes,
  stateKib: maxClusterStateKib,
};

/** Deposit for a contract, and for each KiB of its code and of what its state may cost. */
export const roomDeposit = { contract: PHA, kib: PHA / 100n } as const;

/**
 * Bounds of what one command reads of the ledger: keys, bytes of each key, bytes of all values together, bytes that the
 * type of one may allow.
 */
export const readLimits = { keys: 8, key: 256, values: 4_096, value: 8_192 } as const;

/**
 * How many reports of one member may wait on one contract, for heights that the ledger has not agreed on. A report is
 * agreed on a few blocks after it was told; who is further ahead holds back, and loses nothing by that.
 */
export const maxAhead = 16;

/** How many agreed heights the reports of one call may bring about beside one each; more wait until somebody reports. */
export const maxSteps = 8;

/** Days of the network's blocks after which what a command brought is taken back, if nothing was agreed of it. */
export const commandTimeoutDays = 7;

/** What a contract pays for a command that it sends to another one, or a task to itself. */
export const pushFee = PHA / 500n;
