import { canDropProvider } from "../system/existence.ts";
import type { AccountInfo } from "../system/spec.ts";
import { type AccountData, existentialDeposit } from "./account-data.ts";

/** Free balance that locks forbid to spend; what is on hold counts towards them. */
export const locked = ({ frozen, reserved }: AccountData): bigint => (frozen > reserved ? frozen - reserved : 0n);

/** How much of the free balance can leave; `keepAlive` leaves the existential deposit. */
export function reducible(info: AccountInfo, keepAlive: boolean): bigint {
  const atLeast = keepAlive || !canDropProvider(info) ? existentialDeposit : 0n;
  const stays = locked(info.data) > atLeast ? locked(info.data) : atLeast;
  return info.data.free > stays ? info.data.free - stays : 0n;
}
