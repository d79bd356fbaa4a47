import { readState, type StateView } from "@pha/frame";
import { gatekeepers, groupKeyOf, thresholdOf } from "@pha/runtime/spec";

/** Who shares the master key, and how far it has come, as the ledger has it. */
export function readGatekeepers(state: StateView) {
  const reads = readState(gatekeepers, state);
  const config = reads.config.get();
  const members = reads.members.get();
  const groupKey = groupKeyOf(reads);
  /** How many there are to be: as many as the network began with, or as have a seat. */
  const size = Math.max(config.size, members.length);
  const threshold = groupKey?.threshold ?? thresholdOf(config, size);
  return { size, members, threshold, groupKey, dkg: reads.dkg.get() };
}
