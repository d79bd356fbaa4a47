import { readState, type StateView } from "@pha/frame";
import { offences, offenderOf } from "@pha/runtime/spec";
import { type Down, pageDown } from "./page-down.ts";

/** What offences of some kinds lack. */
const none = {
  ...{ worker: undefined, contract: undefined, stateHeight: undefined },
  ...{ number: undefined, round: undefined, operator: undefined },
  ...{ pool: undefined, own: undefined, account: undefined },
};

/** What was proven, and how it stands. */
export function readOffences(state: StateView, page: Down) {
  const { counts, offences: byId } = readState(offences, state);
  const { found, next } = pageDown(counts.get().all, page, (index) => byId.get(index));
  return {
    offences: found.map(({ index, value: { deed, charged, verdict, ...offence } }) => ({
      ...{ ...none, index, kind: deed.type, offender: offenderOf(deed), ...deed.value, ...offence },
      ...(charged?.type === "Pool" ? charged.value : { account: charged?.value }),
      verdict: verdict.type,
      reward: verdict.type === "Upheld" ? verdict.value : undefined,
    })),
    next,
  };
}
