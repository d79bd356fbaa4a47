import type { Hex } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Validator } from "../voting/validator.ts";

/** Serves `validatorState`: what a chain that lost something asks before it authors. */
export const serveValidatorState = (deps: {
  readonly bus: Bus;
  readonly address: Hex;
  readonly validator: Validator;
}): Subscribed =>
  deps.bus.serve(subjects.validatorState, { at: { validator: deps.address } }, () => deps.validator.remembered());
