import type { Hex } from "../bytes.ts";
import { errors } from "../errors.ts";
import { accountForm, decodeAddress, encodeAddress } from "../ss58.ts";
import type { Type } from "../type.ts";
import { bytes, fixedBytes } from "./bytes.ts";
import { enumeration, variant } from "./enumeration.ts";
import { compact, u32, unit } from "./numbers.ts";

/** A 32-byte account, as hexadecimal text. */
export type AccountId = Hex;

/** An account: 32 bytes; JSON is SS58, and 32 bytes in hexadecimal are read too. */
export const AccountId: Type<AccountId> = {
  ...fixedBytes(32, { path: ["sp_core", "crypto", "AccountId32"] }),
  toJson: (value, { ss58Prefix }) => encodeAddress(value, ss58Prefix),
  fromJson: accountFromJson,
  schema: { type: "string", description: accountForm },
};

const addressVariants = enumeration(
  {
    Id: variant(0, AccountId),
    Index: variant(1, compact(u32)),
    Raw: variant(2, bytes({ max: 128 })),
    Address32: variant(3, fixedBytes(32)),
    Address20: variant(4, fixedBytes(20)),
  },
  {
    path: ["sp_runtime", "multiaddress", "MultiAddress"],
    params: [
      { name: "AccountId", type: AccountId },
      { name: "AccountIndex", type: unit },
    ],
  },
);

/** `MultiAddress`: only `Id` names an account here; JSON is the SS58 text, and its variants are read too. */
export const MultiAddress: typeof addressVariants = {
  ...addressVariants,
  toJson: (value, context) =>
    value.type === "Id" ? AccountId.toJson(value.value, context) : addressVariants.toJson(value, context),
  fromJson: (json, context) =>
    typeof json === "object" && json !== null
      ? addressVariants.fromJson(json, context)
      : { type: "Id", value: accountFromJson(json) },
  schema: { anyOf: [AccountId.schema, addressVariants.schema] },
};

/** A signature and its scheme. Sr25519 and Ed25519: 64 bytes; Ecdsa: 65, recoverable. */
export const MultiSignature = enumeration(
  { Ed25519: variant(0, fixedBytes(64)), Sr25519: variant(1, fixedBytes(64)), Ecdsa: variant(2, fixedBytes(65)) },
  { path: ["sp_runtime", "MultiSignature"] },
);

function accountFromJson(json: unknown): AccountId {
  if (typeof json !== "string") throw errors.BadAddress({ expected: accountForm });
  if (!json.startsWith("0x")) return decodeAddress(json).account;
  if (!/^0x[0-9a-f]{64}$/i.test(json)) throw errors.BadAddress({ expected: accountForm });
  return json.toLowerCase() as Hex;
}
