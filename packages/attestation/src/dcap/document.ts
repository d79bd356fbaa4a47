import { verifyP256 } from "@pha/crypto";
import type { Certificate } from "./certificate.ts";
import { type Anchor, verifyChain } from "./chain.ts";
import { errors } from "./errors.ts";
import { type DocumentOf, type JsonObject, readJson } from "./json.ts";
import { requireShort } from "./limits.ts";

/** A document as Intel's service gives it: exactly the bytes that were signed, r and s, and the signer's chain in PEM. */
export interface SignedDocument {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  readonly chain: Uint8Array;
}

/** A document that its signer signed, and that holds now. */
export interface VerifiedDocument {
  readonly json: JsonObject;
  readonly signer: Certificate;
  readonly issuedMs: bigint;
  readonly expiresMs: bigint;
  /** Rises with each of Intel's recoveries. */
  readonly evaluation: number;
}

/**
 * Verifies signature and dates of a document. Nothing of it is read before its signature was found right.
 *
 * @throws `dcap.UntrustedCollateral`, `MalformedCollateral`, `CollateralNotValid`, those of chains, `TooLong`
 */
export function verifyDocument(of: DocumentOf, document: SignedDocument, anchor: Anchor): VerifiedDocument {
  requireShort("document", document.body);
  const [signer] = verifyChain(of, document.chain, anchor);
  if (!signer || !verifyP256(signer.publicKey, document.body, document.signature))
    throw errors.UntrustedCollateral({ of });
  const json = readJson(of, document.body);
  const issuedMs = json.timeMs("issueDate");
  const expiresMs = json.timeMs("nextUpdate");
  if (anchor.nowMs < issuedMs || anchor.nowMs > expiresMs) throw errors.CollateralNotValid({ of, issuedMs, expiresMs });
  return { json, signer, issuedMs, expiresMs, evaluation: json.natural("tcbEvaluationDataNumber") };
}
