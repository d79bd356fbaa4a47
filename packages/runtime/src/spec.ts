/**
 * The runtime's contract: pallets as data, types, extrinsic encoding, chain specs. No logic of pallets; enclave
 * programs, services and the SDK import this entry.
 */

export {
  AllowedProgram,
  attestation,
  maxQuoteAge,
  Policy,
  Role,
  SessionKeys,
  Worker,
  workerDeposit,
} from "./attestation/spec.ts";
export { AccountData, existentialDeposit, initialIssuance, PHA } from "./balances/account-data.ts";
export { palletAccount, treasuryAccount } from "./balances/pallet-account.ts";
export { type BalanceLock, balances, type HoldReason } from "./balances/spec.ts";
export type { BlockTimes, ChainSpec, GenesisProgram, NetworkProfile, RawChainSpec } from "./chain-spec/chain-spec.ts";
export {
  type DevelopmentAccount,
  developmentAccounts,
  developmentAttestationRoot,
  developmentAuthor,
  developmentValidators,
} from "./chain-spec/development.ts";
export { chainSpecFromJson, chainSpecToJson } from "./chain-spec/json.ts";
export { type DevelopmentOptions, khala, phala } from "./chain-spec/networks.ts";
export { isRawSpec, rawSpecFromJson, rawSpecText } from "./chain-spec/raw.ts";
export { majority } from "./clusters/quorum.ts";
export { Cluster, clusters, maxMembers } from "./clusters/spec.ts";
export { type ContractOrigin, codeHashOf, contractId } from "./contracts/ids.ts";
export { Agreed, Contract, contractLimits, contracts, Report, type StateVote } from "./contracts/spec.ts";
export type { SignedChain } from "./executive/signature.ts";
export { Era, eraBirth, eraDeath, immortal, mortalEra } from "./extrinsic/era.ts";
export { errors as transactionErrors } from "./extrinsic/errors.ts";
export { Additional, Extra } from "./extrinsic/extensions.ts";
export {
  type AccountSignature,
  type Extrinsic,
  encodeBare,
  encodeSigned,
  extrinsicHash,
  joinSigned,
  maxExtrinsicBytes,
} from "./extrinsic/extrinsic.ts";
export {
  additionalOf,
  type BareSigner,
  bareMessage,
  encodeCall,
  multiSignature,
  type SignatureCheck,
  type Signer,
  type SigningContext,
  signBare,
  signExtrinsic,
  signingPayload,
} from "./extrinsic/signing.ts";
export { Config, Deal, Dkg, GroupKey, gatekeepers, Member, maxGatekeepers, RoundKey } from "./gatekeepers/spec.ts";
export { Message, MessageBody } from "./messages/message.ts";
export { messages } from "./messages/spec.ts";
export { outer, pallets, RuntimeCall, RuntimeEvent } from "./pallets.ts";
export { runtimeSpec } from "./runtime-spec.ts";
export { sudo } from "./sudo/spec.ts";
export { AccountInfo, EventRecord, Phase, ss58Prefix, system } from "./system/spec.ts";
export { timestamp } from "./timestamp/spec.ts";
export { transactionPayment } from "./transaction-payment/spec.ts";
export { utility } from "./utility/spec.ts";
export { validators } from "./validators/spec.ts";
export { RuntimeVersion, version } from "./version.ts";
