import { base58 } from "@scure/base";
import canonicalize from "canonicalize";
import type { JWK } from "jose";
import { isObject, issuerOf, type Json, refuse } from "./credential.ts";
import { keyOf } from "./did.ts";

/**
 * What a document says, once its proof is its issuer's: one proof of `eddsa-jcs-2022` (W3C Data Integrity EdDSA
 * Cryptosuites 1.0, 3.3).
 *
 * @throws `BadCredential`, `BadDid`
 */
export async function readDocument(document: Json, nowMs: number): Promise<Json> {
  const { proof, ...said } = document;
  if (!isObject(proof)) return refuse("A document has one proof.");
  const issuer = issuerOf(said);
  if (String(proof["verificationMethod"]).split("#")[0] !== issuer)
    return refuse("It is proven by a key that is not its issuer's.");
  if (proof["expires"] !== undefined && !(Date.parse(String(proof["expires"])) > nowMs))
    return refuse("Its proof has expired.");
  return (await isProven(document, keyOf(issuer))) ? said : refuse("The proof of a document does not hold.");
}

/** Whether a document's proof is of a key. */
export async function isProven({ proof, ...document }: Json, key: JWK): Promise<boolean> {
  if (!isObject(proof)) return false;
  const { proofValue, ...options } = proof;
  const { type, cryptosuite, proofPurpose } = options;
  if (type !== "DataIntegrityProof" || cryptosuite !== "eddsa-jcs-2022" || proofPurpose !== "assertionMethod")
    return refuse("A proof here is a DataIntegrityProof of eddsa-jcs-2022, by assertionMethod.");
  const contexts = options["@context"];
  if (contexts !== undefined && !begins(document["@context"], contexts)) return false;
  const proven = contexts === undefined ? document : { ...document, "@context": contexts };
  const [ofOptions, ofDocument] = await Promise.all([options, proven].map(digest));
  const signed = new Uint8Array([...(ofOptions ?? []), ...(ofDocument ?? [])]);
  if (key.crv !== "Ed25519") return refuse("eddsa-jcs-2022 is of Ed25519 keys.");
  const publicKey = await crypto.subtle.importKey("jwk", { ...key }, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", publicKey, signatureOf(proofValue), signed);
}

/** Whether the contexts of a document are those of its proof, and perhaps more. */
function begins(contexts: unknown, first: unknown): boolean {
  const [all, some] = [contexts, first].map((given) => (Array.isArray(given) ? given : [given]) as readonly unknown[]);
  return (some ?? []).every((one, i) => canonicalize(one) === canonicalize(all?.[i]));
}

const digest = async (json: Json): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalize(json))));

function signatureOf(given: unknown): Uint8Array<ArrayBuffer> {
  if (typeof given !== "string" || !/^z[1-9A-HJ-NP-Za-km-z]{64,100}$/.test(given))
    return refuse("A proofValue is z and Base58.");
  return new Uint8Array(base58.decode(given.slice(1)));
}
