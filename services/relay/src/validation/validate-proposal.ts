import { CodedError, fromHex, type Hex, toHex } from "@pha/codec";
import { errors as cryptoErrors, stateKeyHash, treeRoot, updateTree } from "@pha/crypto";
import { sha256, verifySignature } from "@pha/crypto/node";
import { NotLoaded, readState, type StateView } from "@pha/frame";
import {
  type Digest,
  type Header,
  headerDifference,
  headerHash,
  openWitness,
  type Proposal,
  type ProvenState,
  readDigest,
  type VerifySeal,
  verifySeal,
  withoutSeal,
} from "@pha/light-client";
import { codeKey, type ExecutedBlock, type Runtime } from "@pha/runtime";
import { type Extrinsic, validators } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { AwaitTime } from "./clock.ts";
import type { Runtimes } from "./runtimes.ts";
import type { FindBadSignature } from "./signatures.ts";

/** What validation needs beside the block. */
export interface Validation {
  readonly runtimes: Runtimes;
  readonly findBadSignature: FindBadSignature;
  readonly awaitTime: AwaitTime;
}

/**
 * The validation function: header of the parent + block + witness ⇒ header of the child, which must be the proposed one.
 *
 * @throws a coded error; `isInvalid` tells those that say that the block is bad.
 */
export async function validateProposal(
  validation: Validation,
  parent: Header,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<void> {
  try {
    await validate(validation, parent, proposal, signal);
  } catch (error) {
    if (cryptoErrors.NotCovered.is(error)) throw errors.WitnessIncomplete({}, error);
    if (error instanceof NotLoaded) throw errors.WitnessIncomplete({ key: error.keys[0] }, error);
    throw error;
  }
}

async function validate(
  validation: Validation,
  parent: Header,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<void> {
  const { header, extrinsics, witness } = proposal;
  if (header.number !== parent.number + 1 || header.parentHash !== headerHash(parent)) throw errors.NotChild();
  const digest = readDigest(header);
  const proven = openWitness(parent.stateRoot, witness, sha256);
  const view = viewOf(proven);
  if (!isSealed(header, view)) throw errors.NotSealed();
  await validation.awaitTime(digest.timeMs, signal);

  const runtime = await validation.runtimes.find(codeHashIn(proven));
  const decoded = extrinsics.map((bytes, index) => within(index, () => runtime.decodeExtrinsic(bytes)));
  await checkSignatures(validation, runtime, parent, view, decoded);
  const executed = execute(runtime, view, parent, digest, decoded);
  const difference = headerDifference(withoutSeal(header), {
    ...executed.header,
    stateRoot: rootAfter(proven, executed),
  });
  if (difference) {
    const { field, given, executed: ours } = difference;
    throw errors.WrongHeader({ field, proposed: given, executed: ours });
  }
  const code = executed.changes.get(codeKey);
  if (code) validation.runtimes.learn(code);
}

const isSealed = (header: Header, view: StateView): boolean =>
  verifySeal(header, readState(validators, view).authors.get(), isSignedBy) !== undefined;

/**
 * Whether a registered author sealed a child of `parent`, be it valid or not.
 *
 * @throws what `openWitness` throws, and `NotLoaded` when the witness does not show the authors.
 */
export const isAuthored = (parent: Header, { header, witness }: Proposal): boolean =>
  isSealed(header, viewOf(openWitness(parent.stateRoot, witness, sha256)));

const isSignedBy: VerifySeal = (key, message, signature) => verifySignature("ed25519", key, message, signature);

/** SHA-256 of the code that the parent's state names: the proof shows it, the witness need not hold the code. */
function codeHashIn({ tree }: ProvenState): Hex {
  const hash = tree.lookup(stateKeyHash(fromHex(codeKey)));
  if (hash === undefined) throw errors.WitnessIncomplete({ key: codeKey });
  return hash;
}

/** The proven values as a state. */
const viewOf = (proven: ProvenState): StateView => ({
  get(key) {
    if (!proven.has(key)) throw new NotLoaded([key]);
    return proven.get(key);
  },
});

async function checkSignatures(
  { findBadSignature }: Validation,
  runtime: Runtime,
  parent: Header,
  view: StateView,
  extrinsics: readonly Extrinsic[],
): Promise<void> {
  const chain = runtime.chainAfter(view, parent);
  const checks = extrinsics.map((extrinsic, index) => within(index, () => runtime.signatureCheck(extrinsic, chain)));
  const bad = await findBadSignature(checks);
  if (bad !== undefined) throw errors.BadSignature({ index: bad, hash: extrinsics[bad]?.hash });
}

function execute(
  runtime: Runtime,
  view: StateView,
  parent: Header,
  { timeMs, epoch, round }: Digest,
  extrinsics: readonly Extrinsic[],
): ExecutedBlock {
  const block = started(() => runtime.startBlock(view, parent, { timeMs, epoch, round }));
  for (const [index, extrinsic] of extrinsics.entries()) within(index, () => block.applyExtrinsic(extrinsic));
  return block.finish();
}

/** The state root after the block, from the proven part of the parent's tree. */
function rootAfter({ tree }: ProvenState, { changes }: ExecutedBlock): Hex {
  const leaves = new Map<Hex, Hex | undefined>();
  for (const [key, value] of changes) leaves.set(toHex(sha256(fromHex(key))), value && toHex(sha256(value)));
  return treeRoot(updateTree(tree.node, leaves, sha256));
}

/** What the runtime has against beginning the block at all. */
function started<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    throw errors.BadStart({ code: error.code, reason: error.message }, error);
  }
}

/** An extrinsic's own error is the block's: it should not have been included. */
function within<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    throw errors.BadExtrinsic({ index, code: error.code, reason: error.message }, error);
  }
}
