import { encode, fromHex, isOf, Reader, type TypeOf } from "@pha/codec";
import type { ApiSpec, MethodSpec } from "@pha/frame";
import { errors as runtimeErrors } from "../executive/errors.ts";
import type { Machine } from "../executive/machine.ts";
import { signatureCheck, signedChain } from "../executive/signature.ts";
import { validate } from "../executive/validity.ts";
import { errors } from "../extrinsic/errors.ts";
import { UncheckedExtrinsic } from "../extrinsic/unchecked.ts";
import type { Queries, QueriesOf, QueryContext } from "../pallet.ts";
import type { Runtime } from "../runtime.ts";
import type { executiveApis } from "./spec.ts";
import type { TransactionValidityError } from "./types.ts";

/** Answers of the APIs that belong to no pallet. */
const executiveQueries = (machine: Machine, runtime: Answering): QueriesOf<typeof executiveApis> => ({
  Core: { version: () => runtime.version },
  Metadata: {
    metadata: (_, { state }) => runtime.metadata(14, state),
    metadata_at_version: ({ version: of }, { state }) =>
      of === 14 || of === 15 || of === 16 ? runtime.metadata(of, state) : undefined,
    metadata_versions: () => [14, 15, 16],
  },
  TaggedTransactionQueue: { validate_transaction: ({ tx }, context) => validateTransaction(tx, machine, context) },
});

function validateTransaction(tx: Uint8Array, machine: Machine, { state, env, extrinsicOf }: QueryContext) {
  try {
    const extrinsic = extrinsicOf(tx);
    const check = signatureCheck(extrinsic, signedChain(state, env));
    const { priority, requires, provides, longevity } = validate(machine, state, extrinsic, env);
    if (!env.verifySignature(check)) throw errors.BadProof();
    const tags = { requires: requires.map(fromHex), provides: provides.map(fromHex) };
    return { type: "Ok", value: { priority, ...tags, longevity, propagate: true } } as const;
  } catch (error) {
    return { type: "Err", value: validityError(error) } as const;
  }
}

/** Substrate's form of a `transaction` error. */
function validityError(error: unknown): TypeOf<typeof TransactionValidityError> {
  if (!isOf(errors, error)) throw error;
  const type = substratesOwn.find((name) => errors[name].is(error));
  return { type: "Invalid", value: type ? { type } : { type: "Custom", value: error.index } };
}

const substratesOwn = [
  "Call",
  "Payment",
  "Future",
  "Stale",
  "BadProof",
  "AncientBirthBlock",
  "ExhaustsResources",
  "BadSigner",
] as const;

/** The part of a runtime that answering needs. */
type Answering = Pick<Runtime, "version" | "metadata" | "decodeExtrinsic">;

/** Answers runtime API calls: finds the method, reads its inputs, writes its output. */
export function makeCall(machine: Machine, runtime: Answering): Runtime["call"] {
  const ofPallets = machine.pallets.map(({ queries }) => queries);
  const queries: Queries = Object.assign({}, executiveQueries(machine, runtime), ...ofPallets);
  const { isOperational, weigh } = machine;
  // An extrinsic is given without its length prefix.
  const extrinsicOf = (raw: Uint8Array) => runtime.decodeExtrinsic(encode(UncheckedExtrinsic, raw));
  return (api, args, state, env) => {
    const [name = "", ...rest] = api.split("_");
    const method = rest.join("_");
    const spec = findMethod(machine.spec.apis, name, method);
    const query = spec && queries[name]?.[method];
    if (!query) throw runtimeErrors.UnknownApi({ api });
    const reader = new Reader(args);
    const inputs: Record<string, unknown> = {};
    for (const [input, type] of Object.entries(spec.inputs)) inputs[input] = type.read(reader);
    reader.end();
    return encode(spec.output, query(inputs, { state, env, isOperational, weigh, extrinsicOf }));
  };
}

function findMethod(apis: Readonly<Record<string, ApiSpec>>, name: string, method: string): MethodSpec | undefined {
  const methods = Object.hasOwn(apis, name) ? apis[name]?.methods : undefined;
  return methods && Object.hasOwn(methods, method) ? methods[method] : undefined;
}
