import type { AccountId, Hex } from "@pha/codec";
import { bridgeKey, keyIn, locationOf, type MultiLocation, stepsOf } from "./location.ts";

/**
 * Which way a transfer takes: its destination's prefix alone says so. `onward`: where it goes on from there.
 */
export type Route =
  | { readonly type: "Local"; readonly recipient: AccountId }
  | { readonly type: "Xcm"; readonly chain: number; readonly recipient?: AccountId; readonly onward?: MultiLocation }
  | { readonly type: "Evm"; readonly chainId: bigint; readonly recipient: Hex };

/** A destination as this chain sees its own: without its own number in front. */
function asOwn(location: MultiLocation, own: number): MultiLocation {
  const [first, ...rest] = stepsOf(location);
  const isHere = location.parents === 1 && first?.type === "Parachain" && first.value === own;
  return isHere ? locationOf(0, ...rest) : location;
}

/** The account that a destination on a chain names, and nothing else. */
function accountIn(location: MultiLocation): AccountId | undefined {
  const [step, ...rest] = stepsOf(location);
  const isAlone = rest.length === 0 && step?.type === "AccountId32" && step.value.network === undefined;
  return isAlone ? step.value.id : undefined;
}

/** An EVM chain's number and an address of exactly 20 bytes. */
function evmIn(location: MultiLocation): Route | undefined {
  const [key, chain, address, ...rest] = stepsOf(location);
  const recipient = keyIn(address);
  if (keyIn(key) !== bridgeKey || chain?.type !== "GeneralIndex" || rest.length > 0) return undefined;
  if (recipient === undefined || recipient.length !== 42) return undefined;
  return { type: "Evm", chainId: chain.value, recipient };
}

/** The one route to a destination from the chain with this number, or none: then nothing is to move. */
export function routeOf(destination: MultiLocation, own: number): Route | undefined {
  const location = asOwn(destination, own);
  const [first, ...rest] = stepsOf(location);
  if (location.parents === 0) {
    const recipient = accountIn(location);
    return recipient === undefined ? evmIn(location) : { type: "Local", recipient };
  }
  if (location.parents !== 1 || first?.type !== "Parachain") return undefined;
  const inside = locationOf(0, ...rest);
  const recipient = accountIn(inside);
  if (recipient !== undefined) return { type: "Xcm", chain: first.value, recipient };
  return evmIn(inside) && { type: "Xcm", chain: first.value, onward: inside };
}
