import type { Env, GenesisOf } from "@pha/frame";
import { assetsRegistry } from "./spec.ts";

export function assetsRegistryGenesis(env: Env, { chain }: GenesisOf<typeof assetsRegistry>): void {
  env.of(assetsRegistry).state.chain.put(chain);
}
