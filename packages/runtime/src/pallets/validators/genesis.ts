import type { Env, GenesisOf } from "@pha/frame";
import { validators } from "./spec.ts";

export function validatorsGenesis(env: Env, { set, authors, beneficiary }: GenesisOf<typeof validators>): void {
  const { state } = env.of(validators);
  state.set.put({ id: 0n, from: 1, addresses: set.map(({ address }) => address) });
  const members = set.map((appointment) => ({ ...appointment, bond: 0n }));
  state.sets.put(0n, { from: 1, to: undefined, validators: members });
  state.authors.put(authors);
  if (beneficiary !== undefined) state.beneficiary.put(beneficiary);
}
