import { encode, type Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { locationOf, MultiLocation, parachain, stepsOf } from "../../xcm/location.ts";
import { lesser } from "../balances/parts.ts";
import { assetsRegistry, type Bridge, type Bucket, type Registered, refillMs } from "./spec.ts";

const { errors } = assetsRegistry;

/** A location of this chain as others see it. */
export function asOthersSee(location: MultiLocation, own: number): MultiLocation {
  return location.parents === 0 ? locationOf(1, parachain(own), ...stepsOf(location).slice(0, 7)) : location;
}

/** @throws `AssetsRegistry.UnknownAsset` */
export function assetAt(env: Env, location: MultiLocation): { readonly resource: Hex; readonly asset: Registered } {
  const { state } = env.of(assetsRegistry);
  const resource = state.located.get(encode(MultiLocation, asOthersSee(location, state.chain.get())));
  if (resource === undefined) throw errors.UnknownAsset();
  return { resource, asset: registeredAs(env, resource) };
}

/** @throws `AssetsRegistry.UnknownAsset` */
export function registeredAs(env: Env, resource: Hex): Registered {
  const asset = env.of(assetsRegistry).state.registered.get(resource);
  if (!asset) throw errors.UnknownAsset({ resource });
  return asset;
}

/** @throws `AssetsRegistry.NotEnabled` */
export function bridgeOf(env: Env, resource: Hex, lane: Hex): Bridge {
  const bridge = env.of(assetsRegistry).state.bridges.get(resource, lane);
  if (!bridge) throw errors.NotEnabled({ resource, lane });
  return bridge;
}

/** The asset that a lane's messages name so. @throws `AssetsRegistry.NotEnabled` */
export function assetNamed(env: Env, lane: Hex, name: Hex): Hex {
  const resource = env.of(assetsRegistry).state.named.get(lane, name);
  if (resource === undefined) throw errors.NotEnabled({ name, lane });
  return resource;
}

/** A bucket as time has filled it. */
export function filled({ level, atMs }: Bucket, cap: bigint, nowMs: bigint): bigint {
  const gained = BigInt(cap * (nowMs - atMs)) / refillMs;
  return lesser(cap, level + gained);
}

/** What a cap is for: transfers either way, and refunds of what left. */
type Direction = "arriving" | "leaving" | "returning";

/** Takes an amount out of what may pass in a direction. @throws `AssetsRegistry.CapExceeded` */
export function pass(env: Env, resource: Hex, lane: Hex, direction: Direction, amount: bigint): void {
  const bridge = bridgeOf(env, resource, lane);
  const cap = direction === "leaving" ? bridge.terms.capOut : bridge.terms.capIn;
  const level = filled(bridge[direction], cap, env.block.timeMs);
  if (amount > level) throw errors.CapExceeded({ amount, level, cap });
  const bucket = { level: level - amount, atMs: env.block.timeMs };
  env.of(assetsRegistry).state.bridges.put(resource, lane, { ...bridge, [direction]: bucket });
}

/**
 * Takes a refund out of what may come back: of more than a day's, all of a day's, so that nothing is kept for ever. What is
 * enabled no more comes back as it left.
 *
 * @throws `AssetsRegistry.CapExceeded`
 */
export function passBack(env: Env, resource: Hex, lane: Hex, amount: bigint): void {
  const bridge = env.of(assetsRegistry).state.bridges.get(resource, lane);
  if (bridge) pass(env, resource, lane, "returning", lesser(amount, bridge.terms.capIn));
}
