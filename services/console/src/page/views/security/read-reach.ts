import { type Hex, readState, type StateView } from "@pha/sdk";
import { clusters, contracts, gatekeepers, groupKeyOf } from "@pha/sdk/pallets";

/** What would be known if everything that an enclave knows got out. */
export interface Reach {
  /** Of a gatekeeper: how many shares of the master key that is, and how many make the key. */
  readonly shares: { readonly held: number; readonly threshold: number } | undefined;
  /** Of a worker: contracts whose keys its cluster's workers are given. */
  readonly contracts: readonly Hex[];
}

/** @returns nothing for who is neither worker nor gatekeeper */
export function readReach(state: StateView, identity: Hex): Reach | undefined {
  const all = readState(clusters, state);
  const ids = Array.from({ length: all.count.get() }, (_, id) => id);
  const own = ids.filter((id) => all.clusters.get(id)?.members.includes(identity));
  const { list, contracts: records } = readState(contracts, state);
  const opened = list.page(0, list.count()).filter((id) => own.includes(records.get(id)?.cluster ?? -1));
  const key = groupKeyOf(readState(gatekeepers, state));
  const held = key?.publicShares.filter((share) => share.identity === identity).length ?? 0;
  if (own.length === 0 && held === 0) return undefined;
  return { shares: key && held > 0 ? { held, threshold: key.threshold } : undefined, contracts: opened };
}
