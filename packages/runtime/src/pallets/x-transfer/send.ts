import { type AccountId, concat, encode, type Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { paddedAddress } from "@pha/light-client";
import { MultiLocation } from "../../xcm/location.ts";
import { type Route, routeOf } from "../../xcm/route.ts";
import { bridgeOf, pass, registeredAs } from "../assets-registry/registry.ts";
import { assetsRegistry } from "../assets-registry/spec.ts";
import { greater } from "../balances/parts.ts";
import type { Destination } from "../lanes/lane.ts";
import { laneNamed } from "../lanes/lanes.ts";
import { queueOutbound } from "../lanes/queue.ts";
import { lanes } from "../lanes/spec.ts";
import { beyond, leastOf, move, type Place } from "./holdings.ts";
import { xTransfer } from "./spec.ts";

const { errors } = xTransfer;

/** A destination's route from here. @throws `XTransfer.NoRoute` */
export function routeTo(env: Env, destination: MultiLocation): Route {
  const route = routeOf(destination, env.of(assetsRegistry).state.chain.get());
  if (!route) throw errors.NoRoute();
  return route;
}

/** What a message says stands behind a location where it goes on. */
const LOCATION = Uint8Array.of(0);

/** An amount that leaves: whose it is, where it is now, and the message that brought it if it goes on. */
interface Leaving {
  readonly owner: AccountId;
  readonly from: Place;
  readonly resource: Hex;
  readonly amount: bigint;
  readonly arrival?: Hex;
}

/** The other chain's part of a route: by which lane, to whom, and where it goes on. */
function hop(env: Env, route: Exclude<Route, { type: "Local" }>, owner: AccountId) {
  const to: Destination =
    route.type === "Evm" ? { type: "Evm", value: route.chainId } : { type: "Ledger", value: route.chain };
  const lane = env.of(lanes).state.open.get(to);
  if (lane === undefined) throw errors.NoRoute();
  if (route.type === "Evm") return { lane, recipient: paddedAddress(route.recipient), onward: new Uint8Array() };
  const { recipient = owner, onward } = route;
  return { lane, recipient, onward: onward ? concat(LOCATION, encode(MultiLocation, onward)) : new Uint8Array() };
}

/**
 * Sends an amount by the route's lane; gives the message's id.
 *
 * @throws `XTransfer.NoRoute`, `TooLittle`, `DustLeft`, `Lanes.LanePaused`, `AssetsRegistry.NotEnabled`, `CapExceeded`, and
 *   what moving it throws
 */
export function send(env: Env, route: Exclude<Route, { type: "Local" }>, leaving: Leaving): Hex {
  const { owner, from, resource, amount, arrival } = leaving;
  const { lane, recipient, onward } = hop(env, route, owner);
  return sendBy(env, { lane, recipient, onward }, { owner, from, resource, amount, ...(arrival && { arrival }) });
}

interface Way {
  readonly lane: Hex;
  readonly recipient: Hex;
  readonly onward: Uint8Array;
}

/** The same by a lane that is known, to somebody at its other end. */
export function sendBy(env: Env, { lane, recipient, onward }: Way, leaving: Leaving): Hex {
  const { owner, from, resource, amount, arrival } = leaving;
  const { state, emit } = env.of(xTransfer);
  const { pausedOut, closed, lifetimeMs } = laneNamed(env, lane);
  if (closed) throw lanes.errors.LaneClosed({ lane });
  if (pausedOut) throw lanes.errors.LanePaused({ lane });
  const registered = registeredAs(env, resource);
  const { name: asset, terms } = bridgeOf(env, resource, lane);
  const { fee } = terms;
  const least = greater(leastOf(env, registered), fee + 1n);
  if (amount < least) throw errors.TooLittle({ amount, least, fee });
  pass(env, resource, lane, "leaving", amount);
  move(env, registered, from, beyond(env, registered, lane), amount);
  const value = { asset, amount, fee, sender: owner, recipient, onward };
  const id = queueOutbound(env, lane, { type: "Transfer", value });
  const nonce = laneNamed(env, lane).sent;
  const deadlineMs = env.block.timeMs + lifetimeMs;
  const record = { lane, nonce, resource, amount, fee, sender: owner, recipient, deadlineMs, arrival };
  state.sent.put(id, { ...record, state: { type: "Pending" } });
  state.sentBy.append(owner, id);
  emit.Withdrawn({ id, lane, resource, amount, sender: owner });
  return id;
}
