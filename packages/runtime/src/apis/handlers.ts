import { CodedError, encode, fromHex, Reader, type TypeOf } from "@pha/codec";
import {
  encodeMetadata,
  type MetadataVersion,
  type MethodSpec,
  readState,
  type StateView,
  type Weight,
} from "@pha/frame";
import { errors as runtimeErrors } from "../executive/errors.ts";
import { signatureCheck } from "../executive/signature.ts";
import { validate } from "../executive/validity.ts";
import { errors } from "../extrinsic/errors.ts";
import { decodeExtrinsic, type Extrinsic } from "../extrinsic/extrinsic.ts";
import { UncheckedExtrinsic } from "../extrinsic/unchecked.ts";
import { system } from "../pallets/system/spec.ts";
import { feeParts, lengthFee, totalFee, weigh, weightFee } from "../pallets/transaction-payment/fees.ts";
import { callSpecOf, isBareCall } from "../pallets.ts";
import type { CallEnv } from "../runtime.ts";
import { runtimeSpec } from "../runtime-spec.ts";
import { version } from "../version.ts";
import { methods } from "./spec.ts";
import type { TransactionValidityError } from "./types.ts";

type Methods = typeof methods;
type Inputs<M extends MethodSpec> = { readonly [K in keyof M["inputs"]]: TypeOf<M["inputs"][K]> };
type Handlers = {
  readonly [A in keyof Methods]: {
    readonly [F in keyof Methods[A]]: Methods[A][F] extends MethodSpec
      ? (inputs: Inputs<Methods[A][F]>, state: StateView, env: CallEnv) => TypeOf<Methods[A][F]["output"]>
      : never;
  };
};

const made = new Map<MetadataVersion, Uint8Array>();

/** SCALE metadata of a version, made once. */
export function metadata(of: MetadataVersion): Uint8Array {
  const bytes = made.get(of) ?? encodeMetadata(runtimeSpec, of);
  made.set(of, bytes);
  return bytes;
}

/** An extrinsic given without its length prefix. */
const extrinsicOf = (raw: Uint8Array): Extrinsic => decodeExtrinsic(encode(UncheckedExtrinsic, raw), isBareCall);

const handlers: Handlers = {
  Core: { version: () => version },
  Metadata: {
    metadata: () => metadata(14),
    metadata_at_version: ({ version: of }) => (of === 14 || of === 15 || of === 16 ? metadata(of) : undefined),
    metadata_versions: () => [14, 15, 16],
  },
  TaggedTransactionQueue: { validate_transaction: ({ tx }, state, env) => validateTransaction(tx, state, env) },
  AccountNonceApi: { account_nonce: ({ account }, state) => readState(system, state).account.get(account).nonce },
  TransactionPaymentApi: {
    query_info({ uxt }) {
      const { call, bytes } = extrinsicOf(uxt);
      return {
        weight: weigh(call),
        class: { type: callSpecOf(call).operational ? "Operational" : "Normal" },
        partial_fee: totalFee(feeParts(call, bytes.length)),
      };
    },
    query_fee_details({ uxt }) {
      const { call, bytes, signed } = extrinsicOf(uxt);
      const { base, length, weight } = feeParts(call, bytes.length);
      const inclusion_fee = { base_fee: base, len_fee: length, adjusted_weight_fee: weight };
      return { inclusion_fee: signed && inclusion_fee, tip: signed?.extra.tip ?? 0n };
    },
    query_weight_to_fee: ({ weight }: { weight: Weight }) => weightFee(weight),
    query_length_to_fee: ({ length }) => lengthFee(length),
  },
};

function validateTransaction(tx: Uint8Array, state: StateView, env: CallEnv) {
  const { blockHash } = readState(system, state);
  const hashOf = (number: number) =>
    number === env.number ? env.hash : blockHash.has(number) ? blockHash.get(number) : undefined;
  try {
    const extrinsic = extrinsicOf(tx);
    const check = signatureCheck(extrinsic, { ...env, blockHash: hashOf });
    const { priority, requires, provides, longevity } = validate(state, extrinsic, env);
    if (!env.verifySignature(check)) throw errors.BadProof();
    const tags = { requires: requires.map(fromHex), provides: provides.map(fromHex) };
    return { type: "Ok", value: { priority, ...tags, longevity, propagate: true } } as const;
  } catch (error) {
    return { type: "Err", value: validityError(error) } as const;
  }
}

/** Substrate's form of a `transaction` error. */
function validityError(error: unknown): TypeOf<typeof TransactionValidityError> {
  if (!(error instanceof CodedError) || error.module !== "transaction") throw error;
  switch (error.name) {
    case "Call":
    case "Payment":
    case "Future":
    case "Stale":
    case "BadProof":
    case "AncientBirthBlock":
    case "ExhaustsResources":
    case "BadSigner":
      return { type: "Invalid", value: { type: error.name } };
    default:
      return { type: "Invalid", value: { type: "Custom", value: error.index } };
  }
}

type Handler = (inputs: Record<string, unknown>, state: StateView, env: CallEnv) => unknown;

/**
 * Answers a runtime API call.
 *
 * @throws `runtime.UnknownApi`; a `codec` error for malformed arguments; NotLoaded
 */
export function callApi(api: string, args: Uint8Array, state: StateView, env: CallEnv): Uint8Array {
  const [name = "", ...rest] = api.split("_");
  const method = rest.join("_");
  const api_ = (methods as Record<string, Record<string, MethodSpec>>)[name];
  const spec = Object.hasOwn(methods, name) && api_ && Object.hasOwn(api_, method) ? api_[method] : undefined;
  if (!spec) throw runtimeErrors.UnknownApi({ api });
  const reader = new Reader(args);
  const inputs: Record<string, unknown> = {};
  for (const [input, type] of Object.entries(spec.inputs)) inputs[input] = type.read(reader);
  reader.end();
  const handler = (handlers as unknown as Record<string, Record<string, Handler>>)[name]?.[method] as Handler;
  return encode(spec.output, handler(inputs, state, env));
}
