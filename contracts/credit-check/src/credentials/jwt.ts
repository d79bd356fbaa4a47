import { compactVerify, decodeProtectedHeader, importJWK } from "jose";
import { forEver, isObject, issuerOf, type Json, refuse, timeOf } from "./credential.ts";
import { keyOf } from "./did.ts";

const algorithms = ["EdDSA", "Ed25519", "ES256"];
const decoder = new TextDecoder();

/**
 * What a JWT says, once its signature is its issuer's: a credential itself (`vc+jwt`, Securing Verifiable Credentials
 * using JOSE), or one in the claim `vc`, as with version 1.1.
 *
 * @throws `BadCredential`, `BadDid`
 */
export async function readJwt(text: string): Promise<Json> {
  const { alg, kid }: Json = headerOf(text);
  if (typeof alg !== "string" || !algorithms.includes(alg))
    return refuse(`A JWT is signed by EdDSA or ES256, not ${String(alg).slice(0, 20)}.`);
  const said = saidIn(payloadOf(text));
  const issuer = issuerOf(said);
  if (kid !== undefined && !isKeyOf(String(kid), issuer))
    return refuse("It is signed by a key that is not its issuer's.");
  try {
    await compactVerify(text, await importJWK(keyOf(issuer), alg), { algorithms });
  } catch {
    return refuse("The signature of a JWT does not hold.");
  }
  return said;
}

/** Whether a `kid` may name the one key that an issuer's DID is. */
const isKeyOf = (kid: string, issuer: string): boolean =>
  kid.startsWith("#") || kid === issuer || kid.startsWith(`${issuer}#`);

function headerOf(text: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(text);
  } catch {
    return refuse("It is neither JSON nor a JWT.");
  }
}

function payloadOf(text: string): Json {
  try {
    const part = text.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const payload: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(payload) ? payload : refuse("A JWT says an object.");
  } catch {
    return refuse("What a JWT says is no JSON.");
  }
}

/**
 * A JWT's own claims stand for the credential's of version 1.1, and must not contradict those of 2.0. Of times both hold:
 * those of 2.0 are about the signature alone, and make no credential last longer than it says.
 */
function saidIn(payload: Json): Json {
  const { vc, iss, sub, nbf, exp, jti } = payload;
  const said = isObject(vc) ? vc : payload;
  const subject = said["credentialSubject"];
  const from = timeOf(said["validFrom"] ?? said["issuanceDate"]) ?? 0;
  const until = timeOf(said["validUntil"] ?? said["expirationDate"]) ?? forEver;
  const merged: Json = {
    ...said,
    issuer: said["issuer"] ?? iss,
    ...(jti === undefined ? {} : { id: jti }),
    ...(nbf === undefined ? {} : { validFrom: dateOf(Math.max(from, msOf(nbf))) }),
    ...(exp === undefined ? {} : { validUntil: dateOf(Math.min(until, msOf(exp))) }),
    ...(isObject(subject) ? { credentialSubject: { ...subject, id: subject["id"] ?? sub } } : {}),
  };
  if (iss !== undefined && issuerOf(merged) !== iss) return refuse("It names two issuers.");
  if (sub !== undefined && isObject(subject) && (subject["id"] ?? sub) !== sub) return refuse("It names two subjects.");
  return merged;
}

const dateOf = (ms: number): string => new Date(ms).toISOString();

const msOf = (seconds: unknown): number =>
  typeof seconds === "number" && seconds >= 0 && seconds < 1e11
    ? Math.floor(seconds) * 1_000
    : refuse("Times of a JWT are seconds since 1970.");
