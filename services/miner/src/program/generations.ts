import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  attestation,
  contracts,
  followingEpoch,
  gatekeepers,
  generationOf,
  type KeyRules,
  keyRulesIn,
} from "@pha/runtime/program";

/** By what the ledger has contracts get other keys, as of a block. */
export const rulesIn = (view: StateView): KeyRules =>
  keyRulesIn(readState(contracts, view), readState(attestation, view), readState(gatekeepers, view));

/** The generation of the master key of which a contract's keys of an epoch are, as of a block with this number. */
export function generationIn(view: StateView, number: number, contract: Hex, epoch: number): number {
  const record = readState(contracts, view).contracts.get(contract);
  const rules = rulesIn(view);
  if (!record) return rules.generation;
  const following = followingEpoch(record, number, rules);
  return epoch === following.epoch ? following.generation : generationOf(record, epoch);
}
