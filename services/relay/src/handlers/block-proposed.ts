import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Follower } from "../finality/follower.ts";
import type { Validator } from "../voting/validator.ts";

/** Subscribes to `blockProposed`: every proposal, re-proposals too, one at a time. */
export function subscribeBlockProposed(deps: {
  readonly bus: Bus;
  readonly validator: Validator;
  readonly follower: Follower;
}): Subscribed {
  const { bus, validator, follower } = deps;
  return bus.subscribe(subjects.blockProposed, {}, async ({ value }) => {
    follower.chainSpoke();
    await validator.propose(value);
  });
}
