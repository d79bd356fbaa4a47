import {
  type AnyType,
  compact,
  encode,
  H256,
  struct,
  type Type,
  type TypeOf,
  u32,
  u128,
  unit,
  Writer,
} from "@pha/codec";
import { type ExtensionSpec, marker, newtype } from "@pha/frame";
import { Era } from "./era.ts";

/** Fields that a signed extrinsic carries beside its call. */
export interface Extra {
  readonly era: Era;
  readonly nonce: number;
  readonly tip: bigint;
}

const check = (module: string, name: string) => ["frame_system", "extensions", module, name];
const empty = (module: string, name: string) => marker(check(module, name));

const nonce = compact(u32);
const tip = compact(u128);

/** The signed extensions, in order. */
export const extensions: readonly ExtensionSpec[] = [
  { name: "CheckNonZeroSender", value: empty("check_non_zero_sender", "CheckNonZeroSender"), additional: unit },
  { name: "CheckSpecVersion", value: empty("check_spec_version", "CheckSpecVersion"), additional: u32 },
  { name: "CheckTxVersion", value: empty("check_tx_version", "CheckTxVersion"), additional: u32 },
  { name: "CheckGenesis", value: empty("check_genesis", "CheckGenesis"), additional: H256 },
  { name: "CheckMortality", value: newtype(Era, check("check_mortality", "CheckMortality")), additional: H256 },
  { name: "CheckNonce", value: newtype(nonce, check("check_nonce", "CheckNonce")), additional: unit },
  { name: "CheckWeight", value: empty("check_weight", "CheckWeight"), additional: unit },
  {
    name: "ChargeTransactionPayment",
    value: newtype(tip, ["pallet_transaction_payment", "ChargeTransactionPayment"]),
    additional: unit,
  },
];

/** The carried part of all extensions. */
export const Extra: Type<Extra> = struct({ era: Era, nonce, tip });

/** The part that is signed but not carried. */
export const Additional = struct({
  specVersion: u32,
  transactionVersion: u32,
  genesisHash: H256,
  /** Hash of the era's first block; the genesis hash for immortal extrinsics. */
  eraBlockHash: H256,
});
export type Additional = TypeOf<typeof Additional>;

/** The extensions as one type, as metadata lists them. */
export const extraType: AnyType = {
  ...Extra,
  meta: { path: [], params: [], def: { tag: "tuple", of: extensions.map(({ value }) => value) } },
};

/** `call ‖ extra ‖ additional`. */
export function payloadBytes(callBytes: Uint8Array, extra: Extra, additional: Additional): Uint8Array {
  const writer = new Writer();
  writer.bytes(callBytes);
  writer.bytes(encode(Extra, extra));
  writer.bytes(encode(Additional, additional));
  return writer.finish();
}
