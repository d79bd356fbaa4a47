import { type Credential, expectValid, isObject, refuse, toCredential } from "./credential.ts";
import { readDocument } from "./data-integrity.ts";
import { readJwt } from "./jwt.ts";

/**
 * Reads a credential and verifies that its issuer said it, and that it is valid now: a JWT, or a JSON document with a
 * Data Integrity proof. Whether it was taken back, lists of its issuer say.
 *
 * @throws `BadCredential` with what is wrong, `BadDid`
 */
export async function readCredential(text: string, nowMs: number): Promise<Credential> {
  const said = text.startsWith("{") ? await readDocument(parse(text), nowMs) : await readJwt(text);
  const credential = toCredential(said);
  expectValid(credential, nowMs);
  return credential;
}

function parse(text: string) {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuse("It is neither JSON nor a JWT.");
  }
  return isObject(document) ? document : refuse("A document is an object.");
}
