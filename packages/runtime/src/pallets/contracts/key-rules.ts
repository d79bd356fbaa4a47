import { type Reader, readState, type StateView } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { generationInUse } from "../gatekeepers/sharing.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import type { KeyRules } from "./epochs.ts";
import { contracts } from "./spec.ts";

/** By what contracts get other keys, as these pallets have it. */
export const keyRulesOf = (
  { figures }: Reader<typeof contracts>,
  { denials }: Reader<typeof attestation>,
  master: Reader<typeof gatekeepers>,
): KeyRules => ({
  keyEpoch: figures.get().keyEpoch,
  denials: denials.get(),
  generation: generationInUse(master),
});

/** The same as of a state. */
export const keyRulesIn = (view: StateView): KeyRules =>
  keyRulesOf(readState(contracts, view), readState(attestation, view), readState(gatekeepers, view));
