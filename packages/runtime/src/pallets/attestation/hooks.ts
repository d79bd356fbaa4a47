import type { Hooks, Weight } from "@pha/frame";
import { addWeights } from "../../executive/weights.ts";
import { weights } from "../../weights.ts";
import { enforcePending } from "./policy.ts";
import { attestation } from "./spec.ts";

/** Reading that nothing waits. */
const look: Weight = { ref_time: 30_000_000n, proof_size: 2_048n };

/** Putting both policies into force costs no more than changing both. */
const { set_policy, set_platforms } = weights["Attestation"] ?? {};
if (!set_policy || !set_platforms) throw new Error("changing the policies has not been weighed");
const enforcing = addWeights(set_policy, set_platforms);

export const attestationHooks: Hooks = {
  begin: {
    weight(env) {
      const { policy, platforms } = env.of(attestation).state.pending.get();
      return policy || platforms ? enforcing : look;
    },
    run: enforcePending,
  },
};
