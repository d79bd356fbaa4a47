import { fromHex, type Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { type Contract, codeOfEpoch, keysAt, standingOf, type Worker } from "@pha/runtime/spec";
import type { OpenedAnswer, Scope, SignedState, Statement } from "@pha/secret-channel";
import { errors, isVerificationError } from "../errors.ts";
import type { CertifiedBlock, Follower } from "../ledger/follower.ts";
import { expectSound, type Facts } from "./facts.ts";
import type { Witness } from "./witness.ts";

/** Blocks that an answer may lie behind the header at which the facts are proven. */
export const maxBehind = 10;

/** What was verified about an answer. */
export interface Verified {
  /** The finalized block on whose state the query ran. */
  readonly block: { readonly number: number; readonly hash: Hex };
  /** Validators that signed the block's certificate, of how many: `"4/4"`. */
  readonly certifiedBy: string;
  /** Identity of the worker's enclave. */
  readonly worker: Hex;
  readonly codeHash: Hex;
  /** SHA-384 of the program in the worker's enclave, which the network's policy allows, and its name there. */
  readonly measurement: Hex;
  readonly program: string;
  /** How sure its attestation is: 1 (best) to 5; 128 is emulated, which proves nothing. */
  readonly confidence: number;
  /** Whether a majority of the cluster has agreed on the very state the answer was computed on. */
  readonly tagAgreed: true | "not yet";
}

/** What a session signed: an answer, or that it gives out a receipt. */
interface Signed extends Pick<OpenedAnswer, "signature" | "signed"> {
  readonly statement: Omit<Statement, "gas">;
  readonly state: SignedState;
}

/** What a session signed of itself, whatever else it said. */
interface SignedByWorker extends Pick<OpenedAnswer, "signature" | "signed"> {
  readonly statement: Pick<Statement, "worker" | "number" | "blockHash"> & { readonly sessionNumber?: bigint };
}

/** Whether a key signed a message. */
export type VerifySignature = (key: Hex, message: Uint8Array, signature: Hex) => boolean;

/** Verifies each signature anew. */
export const verifying =
  ({ ed25519 }: Primitives): VerifySignature =>
  (key, message, signature) =>
    ed25519.verify(fromHex(key), message, fromHex(signature));

/** What was said and all that decides whether it is accepted. */
export interface Claim<S extends SignedByWorker> {
  readonly answer: S;
  readonly scope: Scope;
  readonly facts: Facts;
  /** The certified block of the number that the answer names. */
  readonly block: CertifiedBlock;
  /** The answer must have seen this block. */
  readonly atLeast: number;
}

/**
 * The rule by which answers are accepted: each clause has its own error.
 *
 * @throws `sdk` errors
 */
export function acceptAnswer(verify: VerifySignature, witness: Witness, claim: Claim<Signed>): Verified {
  const { contract, session, ...verified } = acceptSigned(verify, claim);
  const { statement, state } = claim.answer;
  witness.note({ worker: statement.worker, session, contract: claim.scope.contract, state });
  return { ...verified, tagAgreed: checkState(contract, statement) };
}

/** What was verified of what a session signed, and beside it the contract and the session's key. */
interface VerifiedSigned extends Omit<Verified, "tagAgreed"> {
  readonly contract: Contract;
  readonly session: Hex;
}

/** The same of what tells no state. */
export function acceptSigned(verify: VerifySignature, claim: Claim<SignedByWorker>): VerifiedSigned {
  const { answer, scope, facts, block } = claim;
  const { statement } = answer;
  if (block.number !== statement.number || block.hash !== statement.blockHash)
    throw errors.BlockNotCertified({ number: statement.number, answered: statement.blockHash, certified: block.hash });
  const oldest = Math.max(facts.head.header.number - maxBehind, claim.atLeast);
  if (statement.number < oldest) throw errors.AnswerTooOld({ answered: statement.number, oldest });

  const contract = checkContract(facts, scope, statement.number);
  const worker = checkWorker(facts, statement);
  const program = checkAttestation(facts, worker);
  const { signKey, sessionNumber } = { ...worker.session, ...worker };
  const isOther = statement.sessionNumber !== undefined && statement.sessionNumber !== sessionNumber;
  if (isOther || !verify(signKey, answer.signed, answer.signature))
    throw errors.SignerMismatch({ worker: statement.worker });
  return {
    ...{ contract, session: signKey },
    block: { number: block.number, hash: block.hash },
    certifiedBy: `${block.signers}/${block.validators}`,
    worker: statement.worker,
    codeHash: scope.codeHash,
    measurement: worker.measurement,
    program,
    confidence: worker.confidence,
  };
}

/** What does not hold at the cached head may hold at the newest: a worker that has just registered, for example. */
export async function withNewerHead<T>(follower: Follower, check: () => Promise<T>): Promise<T> {
  const { number } = follower.head.header;
  try {
    return await check();
  } catch (error) {
    if (!isVerificationError(error) || (await follower.refresh()).header.number === number) throw error;
    return check();
  }
}

function checkContract({ contract }: Facts, { contract: id, codeHash, epoch }: Scope, number: number): Contract {
  if (!contract) throw errors.UnknownContract({ contract: id });
  const actual = codeOfEpoch(contract, epoch);
  if (actual !== codeHash) throw errors.CodeDiffers({ expected: codeHash, actual });
  const { epoch: current, previous, next } = keysAt(contract, number);
  if (![current, previous?.epoch, next?.epoch].includes(epoch)) throw errors.EpochOver({ given: epoch, current });
  expectSound(id, contract);
  return contract;
}

function checkWorker({ worker, cluster }: Facts, { worker: identity, number }: SignedByWorker["statement"]): Worker {
  if (worker?.role.type !== "Miner") throw errors.UnknownWorker({ worker: identity });
  if (!cluster?.members.includes(identity)) throw errors.ForeignWorker({ worker: identity });
  if (worker.registeredAt > number) throw errors.SessionTooNew({ registeredAt: worker.registeredAt, answered: number });
  return worker;
}

function checkAttestation({ rules, head }: Facts, worker: Worker): string {
  const { measurement, attestedAtMs, platform } = worker;
  const { measurements, maxAgeMs } = rules.policy;
  const allowed = measurements.find((entry) => entry.role.type === "Miner" && entry.measurement === measurement);
  if (!allowed) throw errors.MeasurementNotAllowed({ measurement });
  const standing = standingOf(rules, worker, head.timeMs);
  if (standing === "expired") throw errors.AttestationExpired({ attestedAtMs, maxAgeMs });
  if (standing !== "valid") throw errors.PlatformNotAllowed({ platform: platform?.id, reason: standing });
  return `${allowed.name} ${allowed.version}`;
}

/** A state height is the last block with work: what is agreed at or below the answer's block, the answer includes. */
function checkState({ agreed }: Contract, { number, stateHeight, stateTag }: Signed["statement"]): true | "not yet" {
  const leavesOut = agreed.stateHeight <= number && stateHeight < agreed.stateHeight;
  if (stateHeight > number || leavesOut)
    throw errors.StateHeightImpossible({ stateHeight, agreed: agreed.stateHeight, answered: number });
  if (agreed.stateHeight !== stateHeight) return "not yet";
  if (agreed.stateTag !== stateTag) throw errors.StateTagDiffers({ stateHeight });
  return true;
}
