export { sha384, sha512 } from "./digests.ts";
export { useNativeHashes } from "./native-hashes.ts";
export { nodePrimitives } from "./primitives.ts";
export { ecdsaImplementation } from "./secp256k1.ts";
export { keypairFromSeed, keypairFromUri, recoverEthAddress, signEcdsa, verifySignature } from "./signatures.ts";
export { blake2b128, blake2b256, blake2b512, sha256 } from "./sodium.ts";
