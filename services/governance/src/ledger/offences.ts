import { readState, type StateView } from "@pha/frame";
import { offences } from "@pha/runtime/spec";
import { type Down, pageDown } from "./page-down.ts";

/** What was proven against workers. */
export function readOffences(state: StateView, page: Down) {
  const { counts, offences: byId } = readState(offences, state);
  const { found, next } = pageDown(counts.get().all, page, (index) => byId.get(index));
  return {
    offences: found.map(({ index, value: { deed, source, verdict, ...offence } }) => ({
      ...{ index, kind: deed.type, ...deed.value, ...source.value, ...offence, verdict: verdict.type },
      reward: verdict.type === "Upheld" ? verdict.value : undefined,
    })),
    next,
  };
}
