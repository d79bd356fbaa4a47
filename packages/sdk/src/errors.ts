import { CodedError, defineErrors, isOf } from "@pha/codec";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { errors as proofErrors } from "@pha/crypto";
import { errors as lightErrors } from "@pha/light-client";
import { errors as channelErrors } from "@pha/secret-channel";

/** What can go wrong between a client and a network, besides what the ledger and contracts themselves refuse. */
export const errors = defineErrors("sdk", {
  Unreachable: {
    index: 0,
    kind: "unavailable",
    doc: "The service does not answer, or does not serve; is it running?",
  },
  UnexpectedReply: {
    index: 1,
    kind: "unavailable",
    doc: "The service answers, but not as this network's services do.",
  },
  NoGatekeeper: { index: 2, kind: "invalid", doc: "Queries and receipts need the URL of at least one gatekeeper." },
  BadArguments: { index: 3, kind: "invalid", doc: "Arguments of a contract must have a JSON form of at most 256 KiB." },

  BadParameter: { index: 4, kind: "invalid", doc: "A parameter does not have the form that is expected." },
  UnknownCall: { index: 5, kind: "invalid", doc: "The ledger's runtime has no such call." },
  NotAChain: {
    index: 6,
    kind: "invalid",
    doc: "This URL is not a chain's. Give a chain's as chain, and those of gatekeepers as gatekeepers.",
  },
  NotAGatekeeper: {
    index: 7,
    kind: "invalid",
    doc: "This URL is not a gatekeeper's. Give those of gatekeepers as gatekeepers, and a chain's as chain.",
  },
  UnknownOption: {
    index: 8,
    kind: "invalid",
    doc: "There is no such option, and it would be ignored; known are those that are listed.",
  },

  TransactionRefused: {
    index: 10,
    kind: "conflict",
    doc: "The ledger accepted the transaction but will not include it.",
  },
  TransactionPending: {
    index: 11,
    kind: "unavailable",
    doc: "The transaction is accepted but did not get there in time; ask for it again by its hash.",
  },
  CallFailed: { index: 12, kind: "conflict", doc: "The call fails for a reason that is no error of a pallet's." },

  OutdatedClient: {
    index: 13,
    kind: "conflict",
    doc: "The ledger's runtime encodes transactions otherwise than this client does. Update the client.",
  },
  UnknownEvents: {
    index: 14,
    kind: "conflict",
    doc: "The block has events of a newer runtime, which this client cannot read. What was asked for is final; update the client to learn what came of it.",
  },

  NonceFree: {
    index: 15,
    kind: "conflict",
    doc: "The chain refused the transaction because its nonce were taken, and no certified block says so: another transaction of the account waits with this nonce, or the chain lies. Ask for the transaction by its hash before you send another.",
  },
  PlaceNotProven: {
    index: 16,
    kind: "conflict",
    doc: "The chain does not prove which transactions of the account a block has.",
  },

  WalletRefused: { index: 17, kind: "forbidden", doc: "The wallet did not sign; it says why." },
  WalletSignature: {
    index: 18,
    kind: "forbidden",
    doc: "What the wallet signed is not the account's: it signs otherwise than it was asked, or the account is a contract's (ERC-1271), which cannot certify.",
  },

  UnknownContract: { index: 20, kind: "not-found", doc: "The ledger has no such contract." },
  ContractNotReady: {
    index: 21,
    kind: "unavailable",
    doc: "The contract's workers have not published its encryption key yet, or not agreed on how its constructor ended. For that, more than half of its cluster's members have to run.",
  },
  ContractHalted: { index: 22, kind: "conflict", doc: "The contract is halted: its workers disagree about its state." },
  ContractBroken: {
    index: 23,
    kind: "conflict",
    doc: "The contract is broken: its constructor failed, and it will never execute anything. Mend what failed and deploy another one.",
  },

  TooFewWorkers: {
    index: 24,
    kind: "conflict",
    doc: "The cluster has too few workers to agree on anything: nothing was signed or sent. Wait for workers to join it, or name another cluster.",
  },

  ReceiptPending: {
    index: 25,
    kind: "unavailable",
    doc: "The command is final, but its receipt is not there yet; ask for it again by the message's number.",
  },
  ReceiptKeyMissing: {
    index: 26,
    kind: "not-found",
    doc: "This client did not send the command, or has forgotten what reads its receipt.",
  },

  NoSession: {
    index: 27,
    kind: "unavailable",
    doc: "The query is to be asked in a session, and none can be had: the gatekeeper's WebSocket cannot be reached, or its workers grant none.",
  },

  UpgradeFailed: {
    index: 28,
    kind: "conflict",
    doc: "The contract's workers agree that it cannot go over to the code: it has the code and the state that it had.",
  },
  UpgradeUndecided: {
    index: 29,
    kind: "unavailable",
    doc: "The contract's workers have not agreed in that time whether it goes over to the code. It may, later.",
  },
  UnknownGenesis: { index: 30, kind: "forbidden", doc: "The chain does not begin with the genesis that was expected." },
  CertificateMissing: { index: 31, kind: "unavailable", doc: "The chain has no finality certificate of this block." },
  BlockNotCertified: {
    index: 32,
    kind: "forbidden",
    doc: "The answer names a block that the validators did not certify.",
  },
  TransactionNotProven: {
    index: 33,
    kind: "forbidden",
    doc: "The chain says that the transaction is final, but does not prove it.",
  },
  CodeDiffers: { index: 34, kind: "forbidden", doc: "The contract does not run the code that was expected." },
  UnknownWorker: {
    index: 35,
    kind: "forbidden",
    doc: "The answer comes from a worker the ledger does not know as a miner.",
  },
  ForeignWorker: {
    index: 36,
    kind: "forbidden",
    doc: "The answer comes from a worker outside of the contract's cluster.",
  },
  SessionTooNew: {
    index: 37,
    kind: "forbidden",
    doc: "The worker's session was registered after the block that the answer names.",
  },
  SignerMismatch: { index: 38, kind: "forbidden", doc: "The answer is not signed by the worker's newest session." },
  MeasurementNotAllowed: {
    index: 39,
    kind: "forbidden",
    doc: "The worker runs a program that the network's policy does not allow.",
  },
  AttestationExpired: {
    index: 40,
    kind: "forbidden",
    doc: "The worker's attestation is older than the policy allows.",
  },
  StateTagDiffers: {
    index: 41,
    kind: "forbidden",
    doc: "The answer was computed on a state other than the one the cluster agreed on.",
  },
  StateHeightImpossible: {
    index: 42,
    kind: "forbidden",
    doc: "The answer's state leaves out commands that the cluster agreed on, or claims some that cannot be.",
  },
  AnswerTooOld: { index: 43, kind: "unavailable", doc: "The answer was computed on a block that is too old." },
  ReceiptNotProven: {
    index: 44,
    kind: "forbidden",
    doc: "The receipt does not lie where it is said to lie under the root that the cluster agreed on.",
  },
  PlatformNotAllowed: {
    index: 45,
    kind: "forbidden",
    doc: "The worker runs on a platform that the network's policy denies, or no longer accepts as it is.",
  },
  EpochOver: {
    index: 46,
    kind: "conflict",
    doc: "The question was encrypted for a key epoch of the contract that is over, or to come.",
  },
  UpgradableBy: {
    index: 47,
    kind: "forbidden",
    doc: "The contract's code may be replaced by whom this client does not trust with that: nothing was sent to it.",
  },
  Equivocation: {
    index: 48,
    kind: "forbidden",
    doc: "The worker's session has signed two different states of one height: its stake answers for that. evidence is the call that proves it.",
  },
});

/** Errors that say: somebody told the client something that does not hold. */
const distrust = [
  ...Object.values(errors).filter(({ spec }) => spec.index >= 30),
  proofErrors.WrongRoot,
  proofErrors.BadProof,
  proofErrors.NotCovered,
  channelErrors.AnswerInvalid,
];

/** A coded failure of the contract itself: its arguments were refused, or it threw. */
export class ContractError extends CodedError {
  /** @param code `contract.Name` for the contract's own errors, `contract-engine.Name` for the engine's. */
  constructor(code: string, message: string) {
    const dot = code.lastIndexOf(".");
    super(code.slice(0, Math.max(dot, 0)), code.slice(dot + 1), { index: 0, kind: "invalid", doc: message }, {});
  }
}

/** Whether an error says that what the client was told could not be verified. */
export const isVerificationError = (error: unknown): boolean =>
  !(error instanceof ContractError) && (isOf(lightErrors, error) || distrust.some(({ is }) => is(error)));

/** Whether a contract's ABI does not admit the call: nothing of it was signed or sent. */
export const isNotAdmitted = (error: unknown): boolean =>
  !(error instanceof ContractError) && isOf(engineErrors, error);

/** Whether the same may work a moment later, or elsewhere. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof CodedError && !(error instanceof ContractError) && error.kind === "unavailable";
