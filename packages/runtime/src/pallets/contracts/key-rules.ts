import type { Reader } from "@pha/frame";
import type { attestation } from "../attestation/spec.ts";
import { generationInUse } from "../gatekeepers/sharing.ts";
import type { gatekeepers } from "../gatekeepers/spec.ts";
import type { KeyRules } from "./epochs.ts";
import type { contracts } from "./spec.ts";

/** By what contracts get other keys, as the state has it. */
export const keyRulesIn = (
  { figures }: Reader<typeof contracts>,
  { denials }: Reader<typeof attestation>,
  master: Reader<typeof gatekeepers>,
): KeyRules => ({
  keyEpoch: figures.get().keyEpoch,
  denials: denials.get(),
  generation: generationInUse(master),
});
