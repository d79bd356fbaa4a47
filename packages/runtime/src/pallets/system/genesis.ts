import type { Env } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { runtimeVersion } from "../../references.ts";
import { system } from "./spec.ts";

export function systemGenesis(env: Env, _: undefined, { name }: NetworkProfile): void {
  const { network, lastRuntimeUpgrade } = env.of(system).state;
  const { spec_version, spec_name } = runtimeVersion.get();
  network.put(name);
  lastRuntimeUpgrade.put({ spec_version, spec_name });
}
