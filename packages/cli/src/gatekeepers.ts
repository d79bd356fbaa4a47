import { readState, type StateView } from "@pha/frame";
import { contracts, gatekeepers, groupKeyOf, isNeeded, olderSharings, thresholdOf } from "@pha/runtime/spec";

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

/** A master key before the one in use that is not over: its last sharing, and how many contracts may still need it. */
export function readOlderKeys(state: StateView) {
  const reads = readState(gatekeepers, state);
  const sharings = olderSharings(reads);
  const { list, contracts: records, figures } = readState(contracts, state);
  const all = sharings.length === 0 ? [] : list.page(0, list.count()).flatMap((id) => records.get(id) ?? []);
  const { keepsHistory } = figures.get();
  return sharings.flatMap(({ generation }) => {
    const groupKey = groupKeyOf(reads, generation);
    const needing = all.filter((record) => isNeeded(record, generation)).length;
    return groupKey ? [{ generation, groupKey, needing, isKept: keepsHistory || needing > 0 }] : [];
  });
}
