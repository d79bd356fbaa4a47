import type { AccountId, Hex } from "@pha/codec";
import { type Call, storageKeys } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { Extrinsic } from "../extrinsic/extrinsic.ts";
import { attestation } from "../pallets/attestation/spec.ts";
import { treasuryAccount } from "../pallets/balances/pallet-account.ts";
import { balances } from "../pallets/balances/spec.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { messages } from "../pallets/messages/spec.ts";
import { blockHashCount, system } from "../pallets/system/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { nestedCalls } from "../pallets/transaction-payment/fees.ts";
import { validators } from "../pallets/validators/spec.ts";

/** Keys that an extrinsic will read for certain. A hint: what it lacks, `NotLoaded` names. */
export function keysOf({ call, signed, bare }: Extrinsic): Hex[] {
  const accounts = new Set<AccountId>(namedAccounts(call));
  if (signed) accounts.add(signed.signer);
  const keys = [...accounts].map((account) => storageKeys(system).account.key(account));
  if (bare) keys.push(storageKeys(attestation).sessions.key(bare.session), storageKeys(attestation).policy.key());
  const { contract } = call.value.value as { readonly contract?: Hex };
  if (call.type === "Contracts" && contract) keys.push(storageKeys(contracts).contracts.key(contract));
  return keys;
}

/** Accounts that a call names by address, in any depth. */
function namedAccounts(call: Call): AccountId[] {
  const args = Object.values(call.value.value as Record<string, unknown>);
  const own = args.flatMap((arg) => {
    const address = arg as { readonly type?: unknown; readonly value?: unknown } | undefined;
    return address?.type === "Id" && typeof address.value === "string" ? [address.value as AccountId] : [];
  });
  return [...own, ...nestedCalls(call).flatMap(namedAccounts)];
}

/** Keys that every block after `parent` reads or writes. */
export function blockKeys({ number }: Header): Hex[] {
  const { blockHash, ...of } = storageKeys(system);
  const { set, changedAt, authors, beneficiary } = storageKeys(validators);
  const oldest = number - blockHashCount;
  return [
    of.number.key(),
    of.lastRuntimeUpgrade.key(),
    of.events.key(),
    of.account.key(treasuryAccount),
    blockHash.key(0),
    blockHash.key(number),
    ...(oldest > 0 ? [blockHash.key(oldest)] : []),
    storageKeys(timestamp).now.key(),
    storageKeys(balances).totalIssuance.key(),
    set.key(),
    changedAt.key(),
    authors.key(),
    beneficiary.key(),
    storageKeys(gatekeepers).dkg.key(),
    storageKeys(messages).outbound.key(),
  ];
}
