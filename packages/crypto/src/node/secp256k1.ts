import { createRequire } from "node:module";
import { concat } from "@pha/codec";
import { type EcdsaRecover, isAdmissibleEcdsa, recoverEcdsa, signEcdsaBytes } from "../sign/ecdsa.ts";

type Native = typeof import("secp256k1");

/**
 * The C library, or `undefined` where it has no binary (linux-arm64). Its package entry would then fall back to
 * `elliptic` without a word; `bindings` throws instead.
 */
function load(): Native | undefined {
  try {
    return createRequire(import.meta.url)("secp256k1/bindings") as Native;
  } catch {
    return undefined;
  }
}

const native = load();

/** Which code verifies ecdsa signatures in this process: libsecp256k1, or JavaScript at 1/25 of the speed. */
export const ecdsaImplementation: "libsecp256k1" | "noble" = native ? "libsecp256k1" : "noble";

function recoverNative(secp: Native): EcdsaRecover {
  return (digest, signature) => {
    if (digest.length !== 32 || !isAdmissibleEcdsa(signature)) return undefined;
    try {
      return secp.ecdsaRecover(signature.subarray(0, 64), signature[64] as number, digest, true);
    } catch {
      return undefined; // r is not the x-coordinate of a point, or the key would be the identity
    }
  };
}

function signNative(secp: Native): typeof signEcdsaBytes {
  return (privateKey, digest) => {
    const { signature, recid } = secp.ecdsaSign(digest, privateKey);
    return concat(signature, Uint8Array.of(recid));
  };
}

/** `recoverEcdsa` by {@link ecdsaImplementation}. */
export const recoverEcdsaNode: EcdsaRecover = native ? recoverNative(native) : recoverEcdsa;

/** `signEcdsaBytes` by {@link ecdsaImplementation}. */
export const signEcdsaNode: typeof signEcdsaBytes = native ? signNative(native) : signEcdsaBytes;
