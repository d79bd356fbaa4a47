import { EMULATED_CONFIDENCE } from "./verify.ts";

/** How sure an attestation is, in few words. */
export const confidenceText = (confidence: number): string =>
  confidence === EMULATED_CONFIDENCE ? "emulated (no proof)" : `hardware, ${confidence} of 1 (best) to 5`;
