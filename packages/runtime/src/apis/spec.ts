import { AccountId, bytes, H256, option, u32, u128, vec } from "@pha/codec";
import { type ApiSpec, type MethodSpec, result, Weight } from "@pha/frame";
import { UncheckedExtrinsic } from "../extrinsic/unchecked.ts";
import { RuntimeVersion } from "../version.ts";
import {
  FeeDetails,
  RuntimeDispatchInfo,
  TransactionSource,
  TransactionValidityError,
  ValidTransaction,
} from "./types.ts";
import { apiVersions } from "./versions.ts";

const opaque = bytes({ max: 16_777_216 });

const method = <const I extends MethodSpec["inputs"], O extends MethodSpec["output"]>(
  inputs: I,
  output: O,
  doc: string,
) => ({ inputs, output, doc });

/** Functions of every API, by API. */
export const methods = {
  Core: { version: method({}, RuntimeVersion, "The runtime's version.") },
  Metadata: {
    metadata: method({}, opaque, "Metadata, version 14."),
    metadata_at_version: method({ version: u32 }, option(opaque), "Metadata of a version, if it is known."),
    metadata_versions: method({}, vec(u32, { max: 16 }), "The versions that are known."),
  },
  TaggedTransactionQueue: {
    validate_transaction: method(
      { source: TransactionSource, tx: UncheckedExtrinsic, block_hash: H256 },
      result(ValidTransaction, TransactionValidityError),
      "Whether an extrinsic may wait in the pool.",
    ),
  },
  AccountNonceApi: {
    account_nonce: method({ account: AccountId }, u32, "The nonce of the account's next extrinsic."),
  },
  TransactionPaymentApi: {
    query_info: method({ uxt: UncheckedExtrinsic, len: u32 }, RuntimeDispatchInfo, "Weight and fee of an extrinsic."),
    query_fee_details: method({ uxt: UncheckedExtrinsic, len: u32 }, FeeDetails, "What the fee is made of."),
    query_weight_to_fee: method({ weight: Weight }, u128, "The part of a fee that a weight costs."),
    query_length_to_fee: method({ length: u32 }, u128, "The part of a fee that a length costs."),
  },
} as const;

const docs: Record<keyof typeof methods, string> = {
  Core: "The runtime itself.",
  Metadata: "What the runtime is made of.",
  TaggedTransactionQueue: "Validity of extrinsics.",
  AccountNonceApi: "Nonces of accounts.",
  TransactionPaymentApi: "Fees.",
};

/** The runtime APIs, as metadata lists them. */
export const apis: readonly ApiSpec[] = apiVersions.map(({ name, id, version }) => ({
  name,
  id,
  version,
  methods: methods[name],
  doc: docs[name],
}));
