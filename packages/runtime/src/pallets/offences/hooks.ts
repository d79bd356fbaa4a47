import type { Env, Hooks, Weight } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { upholdCase } from "./ledger.ts";
import type { Offence } from "./offence.ts";
import { offences } from "./spec.ts";

/** Finding out that no window is over. */
const look: Weight = { ref_time: 60_000_000n, proof_size: 4_096n };
/** Deciding one offence: its pool, what is due of that, a reporter and the treasury. */
const deciding: Weight = { ref_time: 1_000_000_000n, proof_size: 32_768n };

/** The oldest offence that may not be decided. */
function oldest(env: Env): Offence | undefined {
  const { counts, offences: all } = env.of(offences).state;
  const { all: end, open } = counts.get();
  return open < end ? all.get(open) : undefined;
}

const isUndecided = ({ verdict }: Offence): boolean => verdict.type === "Undecided";

const isDue = (env: Env, offence: Offence): boolean => isUndecided(offence) && tickOf(env) >= offence.due;

/** One a block: what comes behind it waits for the next. */
export const offencesHooks: Hooks = {
  begin: {
    weight(env) {
      const offence = oldest(env);
      return offence && isDue(env, offence) ? deciding : look;
    },
    run(env) {
      const offence = oldest(env);
      if (!offence || (isUndecided(offence) && !isDue(env, offence))) return;
      const { counts } = env.of(offences).state;
      const { all, open } = counts.get();
      counts.put({ all, open: open + 1 });
      if (isUndecided(offence)) upholdCase(env, open);
    },
  },
};
