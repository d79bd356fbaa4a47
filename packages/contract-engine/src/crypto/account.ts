import { concat, fromHex, toHex } from "@pha/codec";
import {
  blake2b256,
  errors,
  ethAddress,
  keypairFromSeed,
  recoverEthAddress,
  type Scheme,
  signEcdsa,
  signSr25519With,
  verifySignature,
} from "@pha/crypto";

/** Schemes of the ledger's accounts, and `ethereum`: secp256k1 over a digest of 32 bytes, by an address of 20. */
export const accountSchemes = ["sr25519", "ed25519", "ecdsa", "ethereum"] as const satisfies readonly (
  | Scheme
  | "ethereum"
)[];

type AccountScheme = (typeof accountSchemes)[number];

/** What Solidity's `ecrecover` adds to a signature's last byte. */
const evmOffset = 27;

/** Who signs with a seed of 32 bytes: a public key, or an address of Ethereum's. */
export const publicKeyOf = (scheme: AccountScheme, seed: Uint8Array): Uint8Array =>
  fromHex(scheme === "ethereum" ? ethAddress(seed) : keypairFromSeed(seed, scheme).publicKey);

/**
 * The one signature of a message, the same on every machine: of 64 bytes, or 65 of ecdsa and Ethereum.
 *
 * @throws `crypto.BadLength`, `crypto.BadKey`
 */
export function signAs(scheme: AccountScheme, seed: Uint8Array, message: Uint8Array): Uint8Array {
  if (scheme === "sr25519") return signSr25519With(seed, message, blake2b256(concat(seed, message)));
  if (scheme !== "ethereum") return fromHex(keypairFromSeed(seed, scheme).sign(message));
  if (message.length !== 32) throw errors.BadLength({ expected: 32, actual: message.length });
  const signature = fromHex(signEcdsa(seed, message));
  signature[64] = (signature[64] as number) + evmOffset;
  return signature;
}

/** Whether a signature is somebody's. */
export function isSignedBy(
  scheme: AccountScheme,
  who: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (scheme !== "ethereum") return verifySignature(scheme, toHex(who), message, toHex(signature));
  const plain = Uint8Array.from(signature);
  plain[64] = (plain[64] as number) - evmOffset;
  return message.length === 32 && recoverEthAddress(message, toHex(plain)) === toHex(who);
}
