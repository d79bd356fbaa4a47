import type { Hex } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects, vouched } from "@pha/wire";
import type { HeardVotes } from "../voting/heard-votes.ts";
import type { ValidatorKey } from "../voting/validator-key.ts";

/** Serves `validatorHeard`: another validator's newest vote, for that one, under this one's signature. */
export const serveValidatorHeard = (deps: {
  readonly bus: Bus;
  readonly key: ValidatorKey;
  readonly genesisHash: Hex;
  readonly heard: Pick<HeardVotes, "find">;
}): Subscribed => {
  const { bus, key, genesisHash, heard } = deps;
  return bus.serve(subjects.validatorHeard, { at: { validator: key.address } }, ({ request }) => {
    const answer = heard.find(request.asker);
    return { answer, signature: key.sign(vouched.heard.digest(genesisHash, request, answer)) };
  });
};
