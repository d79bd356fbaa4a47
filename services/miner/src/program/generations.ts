import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  contracts,
  followingEpoch,
  gatekeepers,
  generationInUse,
  generationOf,
  keyRulesIn,
} from "@pha/runtime/program";

/** The generation of the master key of which a contract's keys of an epoch are, as of a block with this number. */
export function generationIn(view: StateView, number: number, contract: Hex, epoch: number): number {
  const record = readState(contracts, view).contracts.get(contract);
  if (!record) return generationInUse(readState(gatekeepers, view));
  const following = followingEpoch(record, number, keyRulesIn(view, record.cluster));
  return epoch === following.epoch ? following.generation : generationOf(record, epoch);
}
