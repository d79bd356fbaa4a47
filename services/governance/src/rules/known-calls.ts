import { nearest } from "@pha/codec";
import type { AnyPallet, CallSpec } from "@pha/frame";
import {
  bodies,
  bounties,
  childBounties,
  democracy,
  elections,
  preimage,
  technicalMembership,
  tips,
  treasury,
} from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/** What governance acts by. */
export const pallets: readonly AnyPallet[] = [
  ...[democracy, ...Object.values(bodies), technicalMembership, elections],
  ...[treasury, bounties, childBounties, tips, preimage],
];

/** A call of governance, by its names. */
export interface KnownCall {
  readonly pallet: string;
  readonly call: string;
  readonly spec: CallSpec;
}

/** Every call of governance. */
export const knownCalls: readonly KnownCall[] = pallets.flatMap((pallet) =>
  Object.entries(pallet.calls as Readonly<Record<string, CallSpec>>).map(([call, spec]) => ({
    pallet: pallet.name,
    call,
    spec,
  })),
);

/** @throws `governance.UnknownCall`, with what may have been meant */
export function findCall(pallet: string, call: string): KnownCall {
  const found = knownCalls.find((one) => one.pallet === pallet && one.call === call);
  if (found) return found;
  const names = knownCalls.map((one) => `${one.pallet}.${one.call}`);
  throw errors.UnknownCall({ pallet, call, meant: nearest(`${pallet}.${call}`, names) });
}
