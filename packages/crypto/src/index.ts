export { BEACON_DST, type BeaconRound, beaconMessage, beaconSeed } from "./bls/beacon.ts";
export {
  addCommitments,
  combineShares,
  type Deal,
  expectCommitments,
  groupOf,
  interpolateCommitments,
  interpolateShares,
  makeDeal,
  type PublicGroup,
} from "./bls/dealing.ts";
export { randomScalar } from "./bls/group.ts";
export { type KeyLabel, keyFromSignature, keyLabel } from "./bls/key.ts";
export { openShare, type SealedShare, type SharePlace, sealShare, shareKey, showsShare } from "./bls/sealed-share.ts";
export {
  blsPublicKey,
  combinePartials,
  KEY_DST,
  type PartialSignature,
  type Signed,
  signBls,
  verifyBls,
  verifyBlsAll,
} from "./bls/signature.ts";
export { errors } from "./errors.ts";
export {
  blake2b128,
  blake2b256,
  type Hashes,
  type HashFunction,
  hmacSha256,
  keccak256,
  sha256,
  sha384,
  sha512,
  useHashes,
} from "./hash/digests.ts";
export { hkdfExpand, hkdfExtract, hkdfSha256 } from "./hash/hkdf.ts";
export { twox64, twox128 } from "./hash/twox.ts";
export { ANSWER_LABEL, ANSWER_SECRET_LENGTH, openAnswer, sealAnswer } from "./hpke/answer.ts";
export { type ExportSecret, type Opened, openWith, type Sealed, sealTo } from "./hpke/hpke.ts";
export { pad, unpad } from "./hpke/padding.ts";
export { GrowingList, type ListPath } from "./merkle/growing-list.ts";
export {
  appendPeak,
  emptyPeaks,
  type ListPeaks,
  listProof,
  listProofs,
  listRoot,
  peaksRoot,
  verifyListProof,
} from "./merkle/list.ts";
export { attachPages, changedPages, detachPages, openTree, type PagePath } from "./merkle/pages.ts";
export { missingPages, type PartialTree, prove, verifyStateProof } from "./merkle/proof.ts";
export { completedBy, type NodeAt, storedProof } from "./merkle/stored-list.ts";
export {
  emptyTree,
  lookupTree,
  stateKeyHash,
  stateValueHash,
  type TreeChanges,
  type TreeNode,
  treeRoot,
  updateTree,
} from "./merkle/tree.ts";
export type { Primitives, X25519Pair } from "./primitives.ts";
export { purePrimitives } from "./pure.ts";
export { evmAccountOf, personalDigest } from "./sign/evm.ts";
export { type Keypair, keypairFromSeed, keypairFromUri } from "./sign/keypair.ts";
export { type Keystore, openKeystore, readKeystore, sealKeystore } from "./sign/keystore.ts";
export { verifyP256 } from "./sign/p256.ts";
export { newPhrase } from "./sign/phrase.ts";
export { accountOf, type Scheme, schemeLengths } from "./sign/scheme.ts";
export { type Scrypt, type ScryptCost, useScrypt } from "./sign/scrypt.ts";
export { signSr25519With } from "./sign/sr25519.ts";
export { ethAddress, ethAddressOf, recoverEthAddress, signEcdsa, verifySignature } from "./sign/verify.ts";
