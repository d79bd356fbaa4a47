import { encode, type Hex } from "@pha/codec";
import { openWith, pad, sealTo, unpad } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import { describe, expect, it } from "vitest";
import { Certificate } from "./certificate.ts";
import { errors } from "./errors.ts";
import { openQuery, type Query, sealQuery } from "./query.ts";
import { maxLifetime, type SealedRequest } from "./request.ts";
import { channelInfo, type Scope } from "./scope.ts";
import { alice, call, certified, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const noAad = new Uint8Array();
const ephemeral = nodePrimitives.x25519.generate();
/** Encrypts everything under one encapsulation. */
const once = { ...nodePrimitives, x25519: { ...nodePrimitives.x25519, generate: () => ephemeral } };

const query: Query = { caller: certified(alice, { expiry: 141 }), worker: `0x${"0a".repeat(32)}`, issued: 100, call };
const seal = (given: Query = query) => sealQuery(once, contractKey, scope, given).sealed;
const open = (sealed: SealedRequest, at: Scope = scope, verified = new Set<Hex>()) =>
  openQuery(nodePrimitives, contractKeys.privateKey, at, sealed, verified);

/** A query as whoever has the contract's key sees it. */
const readOf = ({ enc, ciphertext }: SealedRequest) =>
  unpad(
    openWith(nodePrimitives, contractKeys.privateKey, enc, channelInfo("query", scope), noAad, ciphertext).plaintext,
  );
const sealAgain = (plaintext: Uint8Array, at: Scope = scope, primitives = once) =>
  sealTo(primitives, contractKey, channelInfo("query", at), noAad, pad(plaintext));

const refusal = (sealed: SealedRequest, at: Scope = scope, verified = new Set<Hex>()): unknown => {
  try {
    open(sealed, at, verified);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("what the client key signed", () => {
  const signed = readOf(seal());

  it("is taken as it is", () => {
    expect(open(sealAgain(signed)).caller).toBe(alice.accountId);
  });

  it("is taken under no other encapsulation, whose answer somebody else could read", () => {
    expect(refusal(sealAgain(signed, scope, nodePrimitives))).toSatisfy(errors.RequestSignatureInvalid.is);
  });

  it.each(otherScopes)("is taken for no other %s", (_, other) => {
    const { RequestSignatureInvalid, CertificateInvalid } = errors;
    const error = refusal(sealAgain(signed, other), other);
    expect(RequestSignatureInvalid.is(error) || CertificateInvalid.is(error)).toBe(true);
  });

  it("is taken with no byte changed: of nonce, lifetime, name, worker, call", () => {
    const begin = signed.length - (16 + 4 + 4 + 16 + 1 + 32 + call.method.length + 1 + call.args.length + 1);
    const verified = new Set<Hex>();
    for (let at = begin; at < signed.length; at++) {
      const changed = Uint8Array.from(signed);
      changed[at] = (signed[at] as number) ^ 1;
      expect(refusal(sealAgain(changed), scope, verified), `byte ${at}`).toBeInstanceOf(Error);
    }
  });
});

it("a request that its client lets live beyond the certificate is refused", () => {
  const long = certified(alice, { expiry: 100 + maxLifetime });
  const { clientKey } = long.certificate.grant;
  const replace = (sealed: SealedRequest, expiry: number) => {
    const { certificate } = certified(alice, { clientKey, expiry });
    const plaintext = readOf(sealed);
    plaintext.set(encode(Certificate, certificate), 1);
    return sealAgain(plaintext);
  };
  const sealed = seal({ ...query, caller: long });
  expect(open(replace(sealed, 100 + maxLifetime)).expiry).toBe(100 + maxLifetime);
  expect(refusal(replace(sealed, 100 + maxLifetime - 1))).toSatisfy(errors.CertificateExpired.is);
});
