import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { errors } from "../../executive/errors.ts";
import { attestation } from "./spec.ts";

export function attestationGenesis(
  env: Env,
  { policy, platforms, policyDelay, developmentRoot, hardwareRoot }: GenesisOf<typeof attestation>,
  { development }: NetworkProfile,
): void {
  const { state } = env.of(attestation);
  state.policy.put(policy);
  state.platforms.put(platforms);
  state.policyDelay.put(policyDelay);
  const refused = (what: string) => errors.BadGenesis({ reason: `only a development network accepts ${what}` });
  if (developmentRoot !== undefined) {
    if (!development) throw refused("emulated enclaves");
    state.developmentRoot.put(developmentRoot);
  }
  if (hardwareRoot !== undefined) {
    if (!development) throw refused("hardware whose root is not Intel's");
    state.hardwareRoot.put(hardwareRoot);
  }
}
