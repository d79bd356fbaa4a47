/**
 * The ledger as enclave programs know it: the pallets that they read or write to, and how a session signs. Nothing
 * else, because a program's measurement changes with everything that it imports.
 */

export { type BareSigner, signBare } from "./extrinsic/bare.ts";
export { attestation, Worker } from "./pallets/attestation/spec.ts";
export { standingOf } from "./pallets/attestation/standing.ts";
export { areOfRound, nextRound } from "./pallets/beacon/rounds.ts";
export { beacon } from "./pallets/beacon/spec.ts";
export { certificates } from "./pallets/certificates/spec.ts";
export { clusters } from "./pallets/clusters/spec.ts";
export { computation } from "./pallets/computation/spec.ts";
export { type Effect, type Effects, effectLimits, effectsRoot, partsOf } from "./pallets/contracts/effect.ts";
export {
  codeOfEpoch,
  followingEpoch,
  generationOf,
  generationsOf,
  isNeeded,
  type KeyRules,
  keysAt,
} from "./pallets/contracts/epochs.ts";
export { codeHashOf, reasonHash } from "./pallets/contracts/ids.ts";
export { keyRulesIn } from "./pallets/contracts/key-rules.ts";
export { maxAhead, reasonLimits } from "./pallets/contracts/limits.ts";
export type { Reason } from "./pallets/contracts/reason.ts";
export { type Claim, type Contract, nothingAgreed, type Report } from "./pallets/contracts/record.ts";
export { isReleased, type Moment } from "./pallets/contracts/released.ts";
export { contracts } from "./pallets/contracts/spec.ts";
export {
  dueAt,
  isRun,
  mayRun,
  nextDue,
  type Schedule,
  type Task,
  type TaskOutcome,
  taskSender,
} from "./pallets/contracts/tasks.ts";
export { generationInUse, groupKeyOf, type Roles, rolesOf, sharingOf } from "./pallets/gatekeepers/sharing.ts";
export {
  type Deal,
  type Dkg,
  type GroupKey,
  gatekeepers,
  type Member,
  maxGenerations,
  type Sharing,
  windowsBeforeAsking,
} from "./pallets/gatekeepers/spec.ts";
export { blocksBetween, type Grant, grants, maxGrants } from "./pallets/grants/spec.ts";
export { isTeller } from "./pallets/grants/teller.ts";
export { Message } from "./pallets/messages/message.ts";
export { messages } from "./pallets/messages/spec.ts";
export { system } from "./pallets/system/spec.ts";
export { timestamp } from "./pallets/timestamp/spec.ts";
export { validators } from "./pallets/validators/spec.ts";
