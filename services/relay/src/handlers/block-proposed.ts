import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Follower } from "../finality/follower.ts";
import type { Validator } from "../voting/validator.ts";

/** Hears `blockProposed`: every proposal, re-proposals too, one at a time. */
export function hearBlockProposed(deps: {
  readonly bus: Bus;
  readonly validator: Validator;
  readonly follower: Follower;
}): Subscribed {
  const { bus, validator, follower } = deps;
  return bus.subscribe(subjects.blockProposed, {}, async ({ value }) => {
    follower.heard();
    await validator.propose(value);
  });
}
