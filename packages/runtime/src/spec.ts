/**
 * The runtime's contract: pallets as data, types, extrinsic encoding, chain specs. No logic of pallets; enclave
 * programs, services and the SDK import this entry.
 */

export type { BlockTimes, ChainSpec, NetworkProfile } from "./chain-spec/chain-spec.ts";
export {
  type DevelopmentAccount,
  developmentAccounts,
  developmentAuthor,
  developmentValidators,
} from "./chain-spec/development.ts";
export { chainSpecFromJson, chainSpecToJson } from "./chain-spec/json.ts";
export { khala, phala } from "./chain-spec/networks.ts";
export { isRawSpec, rawSpecFromJson, rawSpecText } from "./chain-spec/raw.ts";
export { signBare } from "./extrinsic/bare.ts";
export { Era, eraBirth, eraDeath, immortal, mortalEra } from "./extrinsic/era.ts";
export { errors as transactionErrors } from "./extrinsic/errors.ts";
export { Extra } from "./extrinsic/extensions.ts";
export {
  type Extrinsic,
  extrinsicHash,
  joinSigned,
} from "./extrinsic/extrinsic.ts";
export {
  decodePayload,
  encodeCall,
  encodeSigned,
  multiSignature,
  noSignature,
  type SignatureCheck,
  type Signer,
  type SigningContext,
  signExtrinsic,
  signingPayload,
} from "./extrinsic/signing.ts";
export { figureText, rangeText } from "./figure-text.ts";
export { nextMultiple } from "./numbers.ts";
export { assets, removedAtOnce } from "./pallets/assets/spec.ts";
export { assetsRegistry } from "./pallets/assets-registry/spec.ts";
export { CollateralPiece } from "./pallets/attestation/collateral.ts";
export {
  DeniedPlatform,
  usualPlatforms,
} from "./pallets/attestation/platforms.ts";
export {
  attestation,
  Policy,
  Worker,
} from "./pallets/attestation/spec.ts";
export { type Rules, type Standing, standingOf } from "./pallets/attestation/standing.ts";
export { existentialDeposit, initialIssuance, PHA } from "./pallets/balances/account-data.ts";
export { treasuryAccount } from "./pallets/balances/pallet-account.ts";
export { reducible } from "./pallets/balances/reducible.ts";
export { balances } from "./pallets/balances/spec.ts";
export { beacon, Signed } from "./pallets/beacon/spec.ts";
export { bountyAccount, childBountyAccount } from "./pallets/bounties/account.ts";
export { Bounty, bounties, bountyLimits } from "./pallets/bounties/spec.ts";
export { isSignedRevocation, revocationText } from "./pallets/certificates/revocation.ts";
export { certificates } from "./pallets/certificates/spec.ts";
export { ChildBounty, childBounties } from "./pallets/child-bounties/spec.ts";
export { majority } from "./pallets/clusters/quorum.ts";
export { Cluster, clusters, maxMembers } from "./pallets/clusters/spec.ts";
export { type Collective, collectiveLimits } from "./pallets/collective/contract.ts";
export { motionHash } from "./pallets/collective/motion-hash.ts";
export { paidUpTo, pendingOf } from "./pallets/computation/pay.ts";
export { Session } from "./pallets/computation/session.ts";
export { computation } from "./pallets/computation/spec.ts";
export { broughtAccount } from "./pallets/contracts/account.ts";
export { type Effect, type Effects, effectLimits, effectsRoot, maxBrought } from "./pallets/contracts/effect.ts";
export {
  codeOfEpoch,
  epochAt,
  followingEpoch,
  generationOf,
  generationsOf,
  isNeeded,
  type KeysAt,
  keysAt,
  notRotated,
} from "./pallets/contracts/epochs.ts";
export { codeHashOf, contractId, reasonHash } from "./pallets/contracts/ids.ts";
export { keyRulesIn } from "./pallets/contracts/key-rules.ts";
export { type UpgradePolicy, usualLife } from "./pallets/contracts/life.ts";
export { contractLimits, maxAhead, maxSteps, readLimits } from "./pallets/contracts/limits.ts";
export type { Reason } from "./pallets/contracts/reason.ts";
export { Claim, Contract, nothingAgreed, Report } from "./pallets/contracts/record.ts";
export { contracts } from "./pallets/contracts/spec.ts";
export {
  isRun,
  mayRun,
  nextDue,
  type Task,
  type TaskOutcome,
  taskLimits,
  taskSender,
} from "./pallets/contracts/tasks.ts";
export { council } from "./pallets/council/spec.ts";
export { Conviction, convictions, votesOf } from "./pallets/democracy/conviction.ts";
export { electorateIn } from "./pallets/democracy/electorate.ts";
export { councilMajority, fastTrackPart } from "./pallets/democracy/figures.ts";
export { mostReads } from "./pallets/democracy/most-reads.ts";
export { democracy } from "./pallets/democracy/spec.ts";
export { type ReferendumStanding, referendumStanding } from "./pallets/democracy/standing.ts";
export { referendumOf, taskOf } from "./pallets/democracy/task-name.ts";
export { VoteThreshold } from "./pallets/democracy/threshold.ts";
export { democracyLimits, MetadataOwner } from "./pallets/democracy/types.ts";
export {
  AccountVote,
  addTo as addToTally,
  Tally,
  takeFrom as takeFromTally,
  weightOf as weightOfVote,
} from "./pallets/democracy/vote.ts";
export { electionOf } from "./pallets/elections/election.ts";
export { electionLimits } from "./pallets/elections/limits.ts";
export { elections, SeatHolder } from "./pallets/elections/spec.ts";
export { foreignFinality, keptRoots, maxLedgers } from "./pallets/foreign-finality/spec.ts";
export { candidateLimits } from "./pallets/gatekeeper-election/limits.ts";
export { gatekeeperElection } from "./pallets/gatekeeper-election/spec.ts";
export { groupKeyOf, olderSharings, thresholdOf } from "./pallets/gatekeepers/sharing.ts";
export {
  Deal,
  Dkg,
  GroupKey,
  gatekeepers,
  maxGatekeepers,
  maxGenerations,
  Sharing,
} from "./pallets/gatekeepers/spec.ts";
export { blocksBetween, type Grant, grants, maxGrants } from "./pallets/grants/spec.ts";
export { IdentityInfo, maxFields } from "./pallets/identity/info.ts";
export { identity, maxRegistrars, maxSubs } from "./pallets/identity/spec.ts";
export { laneOf } from "./pallets/lanes/lane.ts";
export { lanes } from "./pallets/lanes/spec.ts";
export { leasesAccount } from "./pallets/leases/account.ts";
export { leaseLimits } from "./pallets/leases/limits.ts";
export { leases } from "./pallets/leases/spec.ts";
export { Message, MessageBody } from "./pallets/messages/message.ts";
export { messages } from "./pallets/messages/spec.ts";
export { multisigAccount } from "./pallets/multisig/account.ts";
export { maxSignatories, multisig } from "./pallets/multisig/spec.ts";
export { type Offence, offenderOf } from "./pallets/offences/offence.ts";
export { offences } from "./pallets/offences/spec.ts";
export { parameters } from "./pallets/parameters/spec.ts";
export { Bounded, hashOf as hashOfProposal } from "./pallets/preimage/bounded.ts";
export { depositFor } from "./pallets/preimage/figures.ts";
export { preimage } from "./pallets/preimage/spec.ts";
export { boundedOf, callOf, storedBytes } from "./pallets/preimage/stored-call.ts";
export { pureAccount } from "./pallets/proxy/account.ts";
export { maxProxies, proxy } from "./pallets/proxy/spec.ts";
export { scheduler } from "./pallets/scheduler/spec.ts";
export { poolAccount } from "./pallets/stake-pools/account.ts";
export { claimable, stillWaiting } from "./pallets/stake-pools/batch.ts";
export { type Fund, sharesFor, worthOf } from "./pallets/stake-pools/fund.ts";
export { poolLimits } from "./pallets/stake-pools/limits.ts";
export { stakePools } from "./pallets/stake-pools/spec.ts";
export type { Pool } from "./pallets/stake-pools/types.ts";
export { sudo } from "./pallets/sudo/spec.ts";
export { AccountInfo, EventRecord, system } from "./pallets/system/spec.ts";
export { technicalCommittee } from "./pallets/technical-committee/spec.ts";
export { technicalMembership } from "./pallets/technical-membership/spec.ts";
export { timestamp } from "./pallets/timestamp/spec.ts";
export { OpenTip, tips } from "./pallets/tips/spec.ts";
export { transactionPayment } from "./pallets/transaction-payment/spec.ts";
export { treasury } from "./pallets/treasury/spec.ts";
export { type Registered, registered } from "./pallets/tuning/registry.ts";
export { tuning } from "./pallets/tuning/spec.ts";
export { derivativeAccount } from "./pallets/utility/account.ts";
export { utility } from "./pallets/utility/spec.ts";
export { validators } from "./pallets/validators/spec.ts";
export { vaultAccount } from "./pallets/vaults/account.ts";
export { vaultLimits } from "./pallets/vaults/limits.ts";
export { vaults } from "./pallets/vaults/spec.ts";
export { maxSchedules, vesting } from "./pallets/vesting/spec.ts";
export { xTransfer } from "./pallets/x-transfer/spec.ts";
export { didRehearsed, rehearsalOn, rehearsed, rehearser } from "./rehearsal.ts";
export { pallets, RuntimeCall, RuntimeEvent, version } from "./runtime-spec.ts";
export { type Body, bodies, bodyNames } from "./tied/bodies.ts";
export { calendarOf, type Due, dueKinds, type Open } from "./tied/calendar.ts";
export { type Backing, backingOf, gatekeeperElectionIn } from "./tied/candidates.ts";
export { type HeldFor, heldFor } from "./tied/held-for.ts";
export { type LeaseShown, leaseIn, offerAt } from "./tied/leases.ts";
export { type LockReason, lockReasons } from "./tied/lock-reasons.ts";
export { lengthOfMotion, motionCall, motionsOf, motionVotes, type OpenMotion } from "./tied/motions.ts";
export { fundIn, type Stake, type StakeKind, stakesOf } from "./tied/stakes.ts";
export { RuntimeVersion, versions } from "./version.ts";
export { account32, evmAccount, locationOf, MultiLocation, parachain } from "./xcm/location.ts";
