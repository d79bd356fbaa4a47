import { readState, type StateView } from "@pha/frame";
import { computation, gatekeepers, stakePools, system, treasuryAccount, validators } from "@pha/runtime/spec";

/** Pools whose worth is summed up: reading them all must stay cheap, however many there are. */
const maxPools = 1_024;

/** How things stand in a state. Amounts are in plancks. */
export function readStanding(state: StateView) {
  const { count, pools } = readState(stakePools, state);
  const ids = Array.from({ length: Math.min(count.get(), maxPools) }, (_, id) => id);
  const { members, sharing } = readState(gatekeepers, state);
  return {
    workers: readState(computation, state).onlineCount.get(),
    gatekeepers: members.get().length,
    generation: (sharing.get()?.generation ?? -1) + 1,
    validators: readState(validators, state).set.get().addresses.length,
    staked: pools.getMany(ids).reduce((sum, pool) => sum + (pool?.value ?? 0n), 0n),
    treasury: readState(system, state).account.get(treasuryAccount).data.free,
  };
}
