import type { Backend, State } from "./backend.ts";

/** In the absence of one state the next. */
const preference: readonly State[] = ["ready", "unready", "silent"];

/**
 * The ready backend with the fewest requests and connections under way; of equals, the one that was chosen longest ago.
 * Where none is ready, one that answers, for its own error says more than ours; then one that may only be slow.
 */
export function choose(backends: readonly Backend[], tried: ReadonlySet<Backend>): Backend | undefined {
  const left = backends.filter((backend) => !backend.isLeaving && !tried.has(backend));
  const state = preference.find((state) => left.some((backend) => backend.state === state));
  const equals = left.filter((backend) => backend.state === state);
  return equals.reduce<Backend | undefined>((best, next) => {
    if (best === undefined || next.inUse < best.inUse) return next;
    return next.inUse === best.inUse && next.lastChosen < best.lastChosen ? next : best;
  }, undefined);
}
