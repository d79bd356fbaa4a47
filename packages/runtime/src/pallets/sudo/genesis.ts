import type { Env, GenesisOf } from "@pha/frame";
import type { NetworkProfile } from "../../chain-spec/chain-spec.ts";
import { errors } from "../../executive/errors.ts";
import { sudo } from "./spec.ts";

export function sudoGenesis(env: Env, { key }: GenesisOf<typeof sudo>, { development }: NetworkProfile): void {
  if (key === undefined) return;
  if (!development) throw errors.BadGenesis({ reason: "only a development network has sudo" });
  env.of(sudo).state.key.put(key);
}
