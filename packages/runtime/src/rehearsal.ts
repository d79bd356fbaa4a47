import { AccountId, concat, encode, type Hex, toHex } from "@pha/codec";
import { type Event, type StateView, storageKeys } from "@pha/frame";
import { initialIssuance } from "./pallets/balances/account-data.ts";
import { sudo } from "./pallets/sudo/spec.ts";
import { AccountInfo, system } from "./pallets/system/spec.ts";

/** Signs rehearsals: an account that nobody has a key of. */
export const rehearser: AccountId = toHex(new Uint8Array(32).fill(0xff));

const data = { free: initialIssuance, reserved: 0n, frozen: 0n, flags: 0n };
const info = { nonce: 0, consumers: 0, providers: 1, sufficients: 0, data };
const own: ReadonlyMap<Hex, Uint8Array> = new Map([
  [storageKeys(sudo).key.key(), encode(AccountId, rehearser)],
  [storageKeys(system).account.key(rehearser), encode(AccountInfo, info)],
]);

/** A state in which the rehearser has root's authority, and what any fee takes; otherwise as it is. */
export const rehearsalOn = (state: StateView): StateView => ({
  get: (key) => own.get(key) ?? state.get(key),
  get isSpeculative() {
    return state.isSpeculative === true;
  },
});

/** What a rehearsed call did, by the events of the extrinsic that carried it: without its fee. */
export function didRehearsed(events: readonly Event[]): readonly Event[] {
  const end = events.findIndex(({ type }) => type === sudo.name);
  return events.slice(1, Math.max(end, 1));
}

/** The call by which the rehearser dispatches another one, encoded, as root. */
export const rehearsed = (call: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(sudo.index, sudo.calls.sudo.index), call);
