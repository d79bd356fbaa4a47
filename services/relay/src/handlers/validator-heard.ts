import type { Hex } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { HeardVotes } from "../voting/heard-votes.ts";

/** Serves `validatorHeard`: another validator's newest vote, for that one. */
export const serveValidatorHeard = (deps: {
  readonly bus: Bus;
  readonly address: Hex;
  readonly heard: Pick<HeardVotes, "find">;
}): Subscribed =>
  deps.bus.serve(subjects.validatorHeard, { at: { validator: deps.address } }, ({ request: asker }) =>
    deps.heard.find(asker),
  );
