import type { Env } from "@pha/frame";
import { rolesOf } from "./sharing.ts";
import { type Fault, gatekeepers, type Member } from "./spec.ts";

/** Excludes a dealer who is proven wrong: what it dealt does not count, and its fault is kept. */
export function excludeDealer(env: Env, dealer: number, fault: Fault): void {
  const { dealers } = rolesOf(env.of(gatekeepers).state);
  exclude(env, dealers.find(({ index }) => index === dealer) as Member, fault);
}

/** Excludes a receiver who complained of nothing, as a dealer too, if it is one. */
export function excludeReceiver(env: Env, receiver: number, fault: Fault): void {
  const { receivers } = rolesOf(env.of(gatekeepers).state);
  exclude(env, receivers.find(({ index }) => index === receiver) as Member, fault);
}

function exclude(env: Env, { identity }: Member, fault: Fault): void {
  const { state, emit } = env.of(gatekeepers);
  const dkg = state.dkg.get();
  const { generation, round, excluded } = dkg;
  const { dealers } = rolesOf(state);
  const index = dealers.find((dealer) => dealer.identity === identity)?.index;
  if (index !== undefined && !excluded.includes(index))
    state.dkg.put({ ...dkg, excluded: [...excluded, index].sort((a, b) => a - b) });
  if (state.faults.has(generation, round, identity)) return;
  state.faults.put(generation, round, identity, fault);
  emit.Faulted({ identity, fault });
}
