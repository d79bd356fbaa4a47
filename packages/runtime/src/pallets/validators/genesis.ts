import type { Env, GenesisOf } from "@pha/frame";
import { errors } from "../../executive/errors.ts";
import { leaseMs as lease, validators } from "./spec.ts";

export function validatorsGenesis(
  env: Env,
  { set, authors, beneficiary, leaseMs }: GenesisOf<typeof validators>,
): void {
  const { state } = env.of(validators);
  if (leaseMs < lease.min || leaseMs > lease.max)
    throw errors.BadGenesis({ reason: "a lease takes from a second to an hour" });
  state.set.put({ id: 0n, from: 1, addresses: set.map(({ address }) => address) });
  const members = set.map((appointment) => ({ ...appointment, bond: 0n }));
  state.sets.put(0n, { from: 1, to: undefined, validators: members });
  state.authors.put(authors);
  state.leaseMs.put(leaseMs);
  if (beneficiary !== undefined) state.beneficiary.put(beneficiary);
}
