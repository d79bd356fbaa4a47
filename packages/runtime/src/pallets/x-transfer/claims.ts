import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { registeredAs } from "../assets-registry/registry.ts";
import { beyond, move } from "./holdings.ts";
import { sendBy } from "./send.ts";
import { type Arrived, claimMs, xTransfer } from "./spec.ts";

const { errors } = xTransfer;

/** What waits under an id: from here on it is not owed any more. @throws `XTransfer.NotClaimable` */
function takeClaim(env: Env, id: Hex): Arrived {
  const { state } = env.of(xTransfer);
  const arrived = state.arrived.get(id);
  if (arrived?.outcome.type !== "Claimable") throw errors.NotClaimable({ id });
  const { resource, lane, amount } = arrived;
  if (registeredAs(env, resource).upstream !== lane) state.owed.mutate(resource, lane, (owed) => owed - amount);
  return arrived;
}

/** Pays what waits to its recipient. @throws what paying it throws */
export function claim(env: Env, id: Hex): void {
  const { state, emit } = env.of(xTransfer);
  const arrived = takeClaim(env, id);
  const { resource, lane, recipient, amount } = arrived;
  const registered = registeredAs(env, resource);
  move(env, registered, beyond(env, registered, lane), recipient, amount);
  state.arrived.put(id, { ...arrived, outcome: { type: "Executed" } });
  emit.Claimed({ id, recipient, amount });
}

/** Sends what nobody claimed back by the lane that it came by. @throws `XTransfer.TooSoon`, and what sending throws */
export function sendBack(env: Env, id: Hex): void {
  const { state, emit } = env.of(xTransfer);
  const arrived = takeClaim(env, id);
  const { resource, lane, recipient, sender, amount, atMs } = arrived;
  if (env.block.timeMs < atMs + claimMs) throw errors.TooSoon({ fromMs: atMs + claimMs });
  const from = beyond(env, registeredAs(env, resource), lane);
  const way = { lane, recipient: sender, onward: new Uint8Array() };
  const onward = sendBy(env, way, { owner: recipient, from, resource, amount, arrival: id });
  state.arrived.put(id, { ...arrived, outcome: { type: "SentBack", value: onward } });
  emit.SentBack({ id, onward });
}
