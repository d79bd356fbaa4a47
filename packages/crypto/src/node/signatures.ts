import { type Hex, toHex } from "@pha/codec";
import {
  type Keypair,
  keypairFromSeed as pureKeypairFromSeed,
  keypairFromUri as pureKeypairFromUri,
  type Signers,
} from "../sign/keypair.ts";
import type { Scheme } from "../sign/scheme.ts";
import {
  makeRecoverEthAddress,
  makeVerifySignature,
  type RecoverEthAddress,
  type VerifySignature,
} from "../sign/verify.ts";
import { recoverEcdsaNode, signEcdsaNode } from "./secp256k1.ts";
import { blake2b256, signEd25519Sodium, verifyEd25519Sodium } from "./sodium.ts";
import { signSr25519Wasm, verifySr25519Wasm } from "./sr25519-wasm.ts";

const signers: Signers = {
  sr25519: signSr25519Wasm,
  ed25519: signEd25519Sodium,
  ecdsa: (privateKey, _, digest) => signEcdsaNode(privateKey, digest),
};

/** `verifySignature` of the main entry by native code: the same answers, 5 to 25 times faster. */
export const verifySignature: VerifySignature = makeVerifySignature({
  sr25519: verifySr25519Wasm,
  ed25519: verifyEd25519Sodium,
  recover: recoverEcdsaNode,
  blake2b256,
});

/** `recoverEthAddress` of the main entry by native code. */
export const recoverEthAddress: RecoverEthAddress = makeRecoverEthAddress(recoverEcdsaNode);

/** `signEcdsa` of the main entry by native code. */
export const signEcdsa = (privateKey: Uint8Array, digest: Uint8Array): Hex => toHex(signEcdsaNode(privateKey, digest));

/** `keypairFromUri` of the main entry, signing by native code. */
export const keypairFromUri = (uri: string, scheme: Scheme): Keypair => pureKeypairFromUri(uri, scheme, signers);

/** `keypairFromSeed` of the main entry, signing by native code. */
export const keypairFromSeed = (seed: Uint8Array, scheme: Scheme): Keypair =>
  pureKeypairFromSeed(seed, scheme, signers);
