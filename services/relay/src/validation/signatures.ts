import { verifySignature } from "@pha/crypto/node";
import type { SignatureCheck } from "@pha/runtime/spec";

/** Finds the first signature that does not hold; `undefined` when all do. */
export type FindBadSignature = (checks: readonly SignatureCheck[]) => Promise<number | undefined>;

/** Checks one signature after another, with the code that the chain uses. */
export const findBadSignature: FindBadSignature = async (checks) => {
  const index = checks.findIndex(
    ({ scheme, publicKey, message, signature }) => !verifySignature(scheme, publicKey, message, signature),
  );
  return index < 0 ? undefined : index;
};
