import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Validator } from "../voting/validator.ts";

/** Subscribes to `blockProposed`: every proposal, re-proposals too, one at a time. */
export function subscribeBlockProposed(deps: { readonly bus: Bus; readonly validator: Validator }): Subscribed {
  const { bus, validator } = deps;
  return bus.subscribe(subjects.blockProposed, {}, async ({ value }) => {
    await validator.propose(value);
  });
}
