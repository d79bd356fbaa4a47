import { readState, type StateView } from "@pha/frame";
import { stakePools } from "@pha/runtime/spec";
import { type Down, pageDown } from "./page-down.ts";
import { textOf } from "./text-of.ts";

/** Pools that have not ended. */
export function readPools(state: StateView, page: Down) {
  const { count, pools, descriptions } = readState(stakePools, state);
  const { found, next } = pageDown(count.get(), page, (index) => pools.get(index));
  return {
    pools: found.map(({ index, value: { suspensions, ...pool } }) => ({
      ...{ index, ...pool, suspended: suspensions > 0 },
      description: textOf(descriptions.get(index)),
    })),
    next,
  };
}
