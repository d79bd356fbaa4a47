export { acceptCommitment, type Counterpart, isStale, maxAheadMs, trustPeriodMs } from "./bridge/counterpart.ts";
export { evmChain, type GatewayPlace, gatewayLane, ledgerLane, noContract, paddedAddress } from "./bridge/lane.ts";
export {
  BridgeBody,
  BridgeMessage,
  bridgeMessageId,
  decodeBridgeMessage,
  encodeBridgeMessage,
  maxMessageBytes,
  noDeadline,
} from "./bridge/message.ts";
export { Certificate, makeCertificate, verifyCertificate } from "./certificate.ts";
export { type CertifiedHead, LightClient, validatorSetKey } from "./client.ts";
export {
  Commitment,
  commitmentDigest,
  commitmentOf,
  NilCommitment,
  nilDigest,
  setAfter,
} from "./commitment.ts";
export { type Digest, makeDigest, readDigest } from "./digest.ts";
export { errors } from "./errors.ts";
export { type EvmBlock, readEvmBlock } from "./evm/block.ts";
export { provenMessage, type ReceiptProof } from "./evm/receipt.ts";
export { FinalizedView, type Prove } from "./finalized-view.ts";
export {
  Freshness,
  FreshnessCount,
  freshnessDigest,
  isFreshnessOf,
  maxFreshAgeMs,
  type Place,
  placesOf,
  type Question,
} from "./freshness.ts";
export {
  blockTime,
  extrinsicsRoot,
  genesisHeader,
  Header,
  headerDifference,
  headerHash,
  type RpcHeader,
  toRpcHeader,
} from "./header.ts";
export { type LazyView, lazyRead } from "./lazy-read.ts";
export { appendMessage, emptyMessageHead, MessageHead, verifyMessages } from "./messages.ts";
export { Milestone } from "./milestone.ts";
export { makeNilCertificate, NilCertificate, verifyNilCertificate } from "./nil-certificate.ts";
export { appendOutbound, emptyOutbound, OutboundQueue, outboundRoot, verifyOutbound } from "./outbound.ts";
export { Body, Choice, Proposal, Vote } from "./proposal.ts";
export { openWitness, type ProvenState, Witness } from "./proven-state.ts";
export { type Recover, verifyQuorum } from "./quorum.ts";
export { type SignSeal, seal, sealMessage, type VerifySeal, verifySeal, withoutSeal } from "./seal.ts";
export { Clock, tickAt } from "./ticks.ts";
export {
  type AnnouncedSet,
  type BoundedSet,
  checkValidatorSet,
  quorum,
  ValidatorSet,
  validatorSetHash,
} from "./validator-set.ts";
export { type Vouched, type Vouching, vouching } from "./vouched.ts";
