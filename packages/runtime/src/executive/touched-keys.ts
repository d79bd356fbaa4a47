import type { AccountId, Hex } from "@pha/codec";
import { type Call, storageKeys } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import { system } from "../pallets/system/spec.ts";
import type { Machine } from "./machine.ts";

/** Keys that an extrinsic will read for certain. A hint: what it lacks, `NotLoaded` names. */
export function keysOf(machine: Machine, extrinsic: Extrinsic): Hex[] {
  const { call, signed } = extrinsic;
  const accounts = new Set<AccountId>(namedAccounts(machine, call));
  if (signed) accounts.add(signed.signer);
  const ofPallets = machine.pallets.flatMap(({ touchedKeys }) => touchedKeys?.extrinsic?.(extrinsic) ?? []);
  return [...[...accounts].map((account) => storageKeys(system).account.key(account)), ...ofPallets];
}

/** Accounts that a call names by address, in any depth. */
function namedAccounts(machine: Machine, call: Call): AccountId[] {
  const args = Object.values(call.value.value as Record<string, unknown>);
  const own = args.flatMap((arg) => {
    const address = arg as { readonly type?: unknown; readonly value?: unknown } | undefined;
    return address?.type === "Id" && typeof address.value === "string" ? [address.value as AccountId] : [];
  });
  return [...own, ...machine.nestedCalls(call).flatMap((inner) => namedAccounts(machine, inner))];
}

/** Keys that every block after `parent` reads or writes. */
export const blockKeys = ({ pallets }: Machine, parent: Header): Hex[] =>
  pallets.flatMap(({ touchedKeys }) => touchedKeys?.block?.(parent) ?? []);
