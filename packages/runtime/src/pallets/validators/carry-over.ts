import type { AccountId } from "@pha/codec";
import { readState, storageKeys } from "@pha/frame";
import { checkValidatorSet } from "@pha/light-client";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { ticksUntil } from "../timestamp/carried.ts";
import { type SetRecord, validators } from "./spec.ts";

const nobodyAccount: AccountId = `0x${"00".repeat(32)}`;

/** Set 0 is the new network's; others never were. Whoever is new there is answered for by the beneficiary. */
function setRecord(_: SetRecord, { key, state, network }: CarryContext): SetRecord | undefined {
  if (key !== storageKeys(validators).sets.key(0n)) return undefined;
  const { set, sets, beneficiary } = readState(validators, state);
  const { id, addresses } = set.get();
  const known = sets.get(id)?.validators ?? [];
  const others = network.beneficiary ?? beneficiary.get() ?? nobodyAccount;
  const members = (network.validators ?? addresses).map((address) => ({
    address,
    operator: known.find((validator) => validator.address === address)?.operator ?? others,
    bond: 0n,
  }));
  return { from: 1, to: undefined, validators: members };
}

export const validatorsCarryOver = carry(validators, {
  changedAt: "ends",
  sets: setRecord,
  set: ({ addresses }, { network }) =>
    checkValidatorSet({ id: 0n, from: 1, addresses: network.validators ?? addresses }),
  authors: (authors, { network }) => network.authors ?? authors,
  bonds: ({ leaving, ...bond }, context) => ({
    ...bond,
    leaving: leaving === undefined ? undefined : ticksUntil(leaving, context),
  }),
  rotatedAt: "ends",
  beneficiary: (account, { network }) => network.beneficiary ?? account,
});
