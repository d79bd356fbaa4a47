import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { base58, base64urlnopad } from "@scure/base";
import canonicalize from "canonicalize";
import { SignJWT } from "jose";

/** What a credential says beside its issuer. */
export interface Said {
  readonly id?: string;
  readonly type: string;
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly status?: { readonly list: string; readonly index: number };
}

/** How a credential is signed. */
export type Form = "vc+jwt" | "vc-1.1" | "eddsa-jcs-2022";

/** Somebody with a DID who issues credentials, as wallets and issuers do. */
export class Identity {
  readonly did: string;
  readonly #key: KeyObject;
  readonly #alg: "EdDSA" | "ES256";

  constructor(curve: "Ed25519" | "P-256" = "Ed25519", method: "key" | "jwk" = "key") {
    const { privateKey, publicKey } =
      curve === "Ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    this.#alg = curve === "Ed25519" ? "EdDSA" : "ES256";
    const { kty, crv, x = "", y = "" } = publicKey.export({ format: "jwk" });
    const jwk = kty === "EC" ? { kty, crv, x, y } : { kty, crv, x };
    this.did =
      method === "jwk"
        ? `did:jwk:${base64urlnopad.encode(new TextEncoder().encode(JSON.stringify(jwk)))}`
        : `did:key:z${base58.encode(multikey(base64urlnopad.decode(x), y && base64urlnopad.decode(y)))}`;
  }

  issue(said: Said, form: Form = "vc+jwt"): Promise<string> {
    if (form === "eddsa-jcs-2022") return Promise.resolve(this.#prove(documentOf(said, this.did)));
    return form === "vc+jwt" ? this.#sign(documentOf(said, this.did)) : this.#sign(claimsOf(said, this.did));
  }

  #sign(payload: object): Promise<string> {
    const header = { alg: this.#alg, kid: `${this.did}#0`, typ: "vc+jwt" };
    return new SignJWT({ ...payload }).setProtectedHeader(header).sign(this.#key);
  }

  #prove(document: object): string {
    const method = `${this.did}#${this.did.split(":")[2]}`;
    const options = { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", created: "2023-11-01T00:00:00Z" };
    const proof = { ...options, verificationMethod: method, proofPurpose: "assertionMethod" };
    const hashes = [proof, document].map((one) =>
      createHash("sha256")
        .update(canonicalize(one) ?? "")
        .digest(),
    );
    const proofValue = `z${base58.encode(sign(null, Buffer.concat(hashes), this.#key))}`;
    return JSON.stringify({ ...document, proof: { ...proof, proofValue } });
  }
}

const multikey = (x: Uint8Array, y: Uint8Array | ""): Uint8Array =>
  y === "" ? Uint8Array.of(0xed, 0x01, ...x) : Uint8Array.of(0x80, 0x24, 2 + ((y.at(-1) ?? 0) & 1), ...x);

/** A credential of version 2.0. */
function documentOf({ id, type, subject, claims, validFrom, validUntil, status }: Said, issuer: string): object {
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...(id && { id }),
    type: ["VerifiableCredential", type],
    issuer,
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
    credentialSubject: { id: subject, ...claims },
    ...(status && { credentialStatus: entryOf(status) }),
  };
}

/** The same as the claims of a JWT, as version 1.1 has it. */
function claimsOf({ id, type, subject, claims, validFrom, validUntil, status }: Said, iss: string): object {
  const seconds = (time: string): number => Date.parse(time) / 1_000;
  return {
    iss,
    sub: subject,
    ...(id && { jti: id }),
    ...(validFrom && { nbf: seconds(validFrom) }),
    ...(validUntil && { exp: seconds(validUntil) }),
    vc: {
      "@context": ["https://www.w3.org/2018/credentials/v1"],
      type: ["VerifiableCredential", type],
      credentialSubject: claims,
      ...(status && { credentialStatus: entryOf(status) }),
    },
  };
}

const entryOf = ({ list, index }: { readonly list: string; readonly index: number }): object => ({
  type: "BitstringStatusListEntry",
  statusPurpose: "revocation",
  statusListIndex: String(index),
  statusListCredential: list,
});
