import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { errors } from "../../executive/errors.ts";
import { attestation } from "./spec.ts";

export function attestationGenesis(
  env: Env,
  { policy, developmentRoot }: GenesisOf<typeof attestation>,
  { development }: NetworkProfile,
): void {
  const { state } = env.of(attestation);
  state.policy.put(policy);
  if (developmentRoot === undefined) return;
  if (!development) throw errors.BadGenesis({ reason: "only a development network accepts emulated enclaves" });
  state.developmentRoot.put(developmentRoot);
}
