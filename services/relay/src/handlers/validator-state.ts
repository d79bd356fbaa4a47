import type { Hex } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects, vouched } from "@pha/wire";
import type { Validator } from "../voting/validator.ts";
import type { ValidatorKey } from "../voting/validator-key.ts";

/** Serves `validatorState`: what a chain that lost something asks before it authors, under this validator's signature. */
export const serveValidatorState = (deps: {
  readonly bus: Bus;
  readonly key: ValidatorKey;
  readonly genesisHash: Hex;
  readonly validator: Pick<Validator, "remembered">;
}): Subscribed => {
  const { bus, key, genesisHash, validator } = deps;
  return bus.serve(subjects.validatorState, { at: { validator: key.address } }, ({ request }) => {
    const answer = validator.remembered();
    return { answer, signature: key.sign(vouched.state.digest(genesisHash, request, answer)) };
  });
};
