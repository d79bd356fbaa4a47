import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { type Form, Identity, type Said } from "../testing/identity.ts";
import { isProven } from "./data-integrity.ts";
import { keyOf } from "./did.ts";
import { readCredential } from "./read.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const refused = { code: "BadCredential" };
const said: Said = {
  ...{ id: "urn:uuid:1", type: "IncomeCredential", subject: "did:key:zSomebody", claims: { monthlyIncome: 300_000 } },
  ...{ validFrom: "2025-01-01T00:00:00Z", validUntil: "2027-01-01T00:00:00Z" },
  status: { list: "https://issuer.example/status/3", index: 94567 },
};
const forms: [Form, Identity][] = [
  ["vc+jwt", new Identity()],
  ["vc+jwt", new Identity("P-256")],
  ["vc+jwt", new Identity("P-256", "jwk")],
  ["vc-1.1", new Identity("Ed25519", "jwk")],
  ["eddsa-jcs-2022", new Identity()],
  ["eddsa-jcs-2022", new Identity("Ed25519", "jwk")],
];

describe.each(forms)("a credential as %s", (form, issuer) => {
  test("says what its issuer said", async () => {
    expect(await readCredential(await issuer.issue(said, form), now)).toEqual({
      ...{ id: said.id, issuer: issuer.did, subject: said.subject, types: ["VerifiableCredential", said.type] },
      ...{ claims: said.claims, validFrom: Date.parse("2025-01-01T00:00:00Z") },
      ...{ validUntil: Date.parse("2027-01-01T00:00:00Z"), status: [said.status] },
    });
  });

  test("is refused with any of its characters changed", async () => {
    const text = await issuer.issue(said, form);
    const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * text.length) / 60));
    for (const at of places) {
      const other = text[at] === "B" ? "C" : "B";
      const spoiled = text.slice(0, at) + other + text.slice(at + 1);
      await expect(readCredential(spoiled, now), `character ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^Bad(Credential|Did)$/),
      });
    }
  });

  test("is refused before and after its time", async () => {
    const text = await issuer.issue(said, form);
    await expect(readCredential(text, Date.parse("2024-12-31T23:59:59Z"))).rejects.toMatchObject(refused);
    await expect(readCredential(text, Date.parse("2027-01-01T00:00:00Z"))).rejects.toMatchObject(refused);
  });
});

test("another's signature is refused, whatever is said of the issuer", async () => {
  const [issuer, liar] = [new Identity(), new Identity()];
  const [header, , signature] = (await liar.issue(said)).split(".");
  const [, payload] = (await issuer.issue(said)).split(".");
  await expect(readCredential([header, payload, signature].join("."), now)).rejects.toMatchObject(refused);
  const document = JSON.parse(await liar.issue(said, "eddsa-jcs-2022"));
  await expect(readCredential(JSON.stringify({ ...document, issuer: issuer.did }), now)).rejects.toMatchObject(refused);
});

test("a JWT without a signature, or by another algorithm, is refused", async () => {
  const [, payload] = (await new Identity().issue(said)).split(".");
  for (const alg of ["none", "HS256", "RS256"]) {
    const header = btoa(JSON.stringify({ alg })).replaceAll("=", "");
    await expect(readCredential(`${header}.${payload}.`, now)).rejects.toMatchObject(refused);
  }
});

test("what is no credential is refused", async () => {
  for (const text of ["", "{", "[]", "{}", "a.b.c", '{"proof":[]}', '{"issuer":"did:key:z6","proof":{}}'])
    await expect(readCredential(text, now)).rejects.toMatchObject({ code: expect.stringMatching(/^Bad/) });
});

test("a JWT's own times make no credential last longer, or begin earlier, than it says", async () => {
  const at = (time: string) => Date.parse(time) / 1_000;
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const jwk = JSON.stringify(publicKey.export({ format: "jwk" }));
  const did = `did:jwk:${Buffer.from(jwk).toString("base64url")}`;
  const sign = (claims: object) =>
    new SignJWT({ ...claims, issuer: did, type: ["VerifiableCredential"], credentialSubject: { id: "did:key:zB" } })
      .setProtectedHeader({ alg: "EdDSA" })
      .sign(privateKey);
  const within = { validFrom: "2025-01-01T00:00:00Z", validUntil: "2027-01-01T00:00:00Z" };
  const longer = { nbf: at("2024-01-01T00:00:00Z"), exp: at("2030-01-01T00:00:00Z") };
  const shorter = { nbf: at("2025-06-01T00:00:00Z"), exp: at("2026-06-01T00:00:00Z") };
  const times = async (claims: object) => {
    const { validFrom, validUntil } = await readCredential(await sign(claims), now);
    return [validFrom, validUntil].map((ms) => new Date(ms).toISOString().slice(0, 10));
  };
  expect(await times({ ...within, ...longer })).toEqual(["2025-01-01", "2027-01-01"]);
  expect(await times({ ...within, ...shorter })).toEqual(["2025-06-01", "2026-06-01"]);
  expect(await times(shorter)).toEqual(["2025-06-01", "2026-06-01"]);
});

test("a header that is of other types than it should be is refused in a sentence", async () => {
  const [, payload] = (await new Identity().issue(said)).split(".");
  for (const header of [{ alg: 5 }, { alg: "EdDSA", kid: 5 }, {}]) {
    const text = `${btoa(JSON.stringify(header)).replaceAll("=", "")}.${payload}.AA`;
    await expect(readCredential(text, now)).rejects.toMatchObject(refused);
  }
});

// W3C Data Integrity EdDSA Cryptosuites 1.0, B.2 (Representation: eddsa-jcs-2022), as its signed credential
test("the suite's published document is proven by its key", async () => {
  const contexts = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"];
  const key = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
  const proof = {
    ...{ type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", created: "2023-02-24T23:36:38Z" },
    ...{ verificationMethod: `${key}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2`, "@context": contexts },
    proofPurpose: "assertionMethod",
    proofValue: "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
  };
  const document = {
    ...{ "@context": contexts, id: "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33" },
    ...{ type: ["VerifiableCredential", "AlumniCredential"], name: "Alumni Credential" },
    description: "A minimum viable example of an Alumni Credential.",
    ...{ issuer: "https://vc.example/issuers/5678", validFrom: "2023-01-01T00:00:00Z" },
    credentialSubject: { id: "did:example:abcdefgh", alumniOf: "The School of Examples" },
  };
  expect(await isProven({ ...document, proof }, keyOf(key))).toBe(true);
  expect(await isProven({ ...document, name: "Another", proof }, keyOf(key))).toBe(false);
});

// The did:key Method 0.7, test vectors
test("published DIDs are their published keys", () => {
  expect(keyOf("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")).toMatchObject({ crv: "Ed25519" });
  expect(keyOf("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")).toEqual({
    ...{ kty: "EC", crv: "P-256", x: "fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI" },
    y: "hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU",
  });
});

test("what is no such DID is refused", () => {
  const dids = [
    "",
    "did:web:issuer.example",
    "did:key:z",
    "did:key:z6Mk",
    "did:jwk:e30",
    `did:jwk:${btoa('{"d":"x"}')}`,
    `did:jwk:${btoa('{"kty":"OKP","crv":"Ed25519","use":"enc","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}').replaceAll("=", "")}`,
  ];
  for (const did of dids) expect(() => keyOf(did)).toThrowError(expect.objectContaining({ code: "BadDid" }));
});
