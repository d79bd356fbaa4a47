import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { runtimeVersion } from "../../references.ts";
import { system } from "./spec.ts";

export function systemGenesis(env: Env, { salt }: GenesisOf<typeof system>, { name }: NetworkProfile): void {
  const { network, salt: stored, lastRuntimeUpgrade } = env.of(system).state;
  const { spec_version, spec_name } = runtimeVersion.get();
  network.put(name);
  if (salt !== undefined) stored.put(salt);
  lastRuntimeUpgrade.put({ spec_version, spec_name });
}
