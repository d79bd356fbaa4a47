import { encode, fromHex, type Hex, toHex, u32 } from "@pha/codec";
import { keypairFromUri, pad, purePrimitives, sealTo } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { maxLifetime, openQuery, type Query, type SealedQuery, sealQuery } from "./query.ts";
import { channelInfo, type Scope } from "./scope.ts";
import { alice, bob, call, certified, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const seal = (query: Partial<Query> = {}) =>
  sealQuery(purePrimitives, contractKey, scope, { issued: 100, call, ...query });
const open = (sealed: SealedQuery, at: Scope = scope, verified = new Set<Hex>()) =>
  openQuery(purePrimitives, contractKeys.privateKey, at, sealed, verified);

describe("a query", () => {
  it("comes out as it went in, with the account that certified its client key (property)", () =>
    fc.assert(
      fc.property(
        fc.string({ maxLength: 16 }),
        fc.uint8Array({ maxLength: 2_000 }),
        fc.nat(800),
        (method, args, issued) => {
          const query = { caller: certified(), worker: scope.contract, issued, call: { method, args } };
          const { sealed, answerKey } = sealQuery(nodePrimitives, contractKey, scope, query);
          const opened = open(sealed);
          expect(opened).toMatchObject({
            caller: alice.accountId,
            worker: scope.contract,
            issued,
            call: { method, args },
          });
          expect(opened.expiry).toBe(issued + maxLifetime);
          expect(opened.answerKey).toEqual(answerKey);
        },
      ),
      { numRuns: 15 },
    ));

  it("may be anonymous", () => {
    expect(open(seal().sealed)).toMatchObject({ caller: undefined, worker: undefined, call });
  });

  it.each(["sr25519", "ed25519", "ecdsa"] as const)("takes certificates of %s accounts", (scheme) => {
    const account = keypairFromUri("//Alice", scheme);
    expect(open(seal({ caller: certified(account) }).sealed).caller).toBe(account.accountId);
  });

  it.each(otherScopes)("does not open for another %s", (_, other) => {
    expect(() => open(seal().sealed, other)).toThrow(errors.Undecipherable().message);
  });

  it("is never the same twice, so that a repetition is noticed", () => {
    const caller = certified();
    const keys = [1, 2].map(() => open(seal({ caller }).sealed).replayKey);
    expect(new Set(keys).size).toBe(2);
    const { sealed } = seal({ caller });
    expect(open(sealed).replayKey).toBe(open(sealed).replayKey);
  });

  it("repeats no other client's, though both drew the same nonce", () => {
    const drawn = { ...purePrimitives, randomBytes: (length: number) => new Uint8Array(length) };
    const keys = [certified(), certified(), undefined].map((caller) => {
      const { sealed } = sealQuery(drawn, contractKey, scope, { issued: 100, call, caller });
      return open(sealed).replayKey;
    });
    expect(new Set(keys).size).toBe(3);
  });

  it("tells how often its account had revoked; of nobody, never", () => {
    expect(open(seal({ caller: certified(alice, { revocations: 3 }) }).sealed).revocations).toBe(3);
    expect(open(seal().sealed).revocations).toBe(0);
  });

  it("checks an account's signature once per certificate", () => {
    const caller = certified();
    const verified = new Set<Hex>();
    open(seal({ caller }).sealed, scope, verified);
    expect(verified.size).toBe(1);
    const forged = { ...caller, certificate: { ...caller.certificate, account: bob.accountId } };
    expect(() => open(seal({ caller: forged }).sealed, scope, verified)).toThrow(errors.CertificateInvalid().message);
  });
});

describe("a caller is refused", () => {
  const refused = (query: Partial<Query>) => {
    try {
      open(seal(query).sealed);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("whose certificate another account signed, or for another network", () => {
    const stolen = certified(bob);
    const claimed = { ...stolen, certificate: { ...stolen.certificate, account: alice.accountId } };
    expect(refused({ caller: claimed })).toSatisfy(errors.CertificateInvalid.is);
    expect(refused({ caller: certified(alice, {}, { genesis: `0x${"02".repeat(32)}` }) })).toSatisfy(
      errors.CertificateInvalid.is,
    );
  });

  it("whose certificate was changed after it was signed", () => {
    const { certificate, clientSecret } = certified(alice, { expiry: 50 });
    const longer = { ...certificate, grant: { ...certificate.grant, expiry: 5_000 } };
    expect(refused({ caller: { certificate: longer, clientSecret } })).toSatisfy(errors.CertificateInvalid.is);
  });

  it("whose certificate is for other contracts", () => {
    const elsewhere = certified(alice, { contracts: [`0x${"c1".repeat(32)}`] });
    expect(refused({ caller: elsewhere })).toSatisfy(errors.CertificateForeign.is);
    expect(refused({ caller: certified(alice, { contracts: [scope.contract] }) })).toBeUndefined();
  });

  it("whose certificate has expired; no request under it outlives it", () => {
    expect(refused({ caller: certified(alice, { expiry: 99 }) })).toSatisfy(errors.CertificateExpired.is);
    expect(open(seal({ caller: certified(alice, { expiry: 120 }) }).sealed).expiry).toBe(120);
  });

  it("who has the certificate of another but not its client key", () => {
    const caller = { certificate: certified().certificate, clientSecret: purePrimitives.randomBytes(32) };
    expect(refused({ caller })).toSatisfy(errors.RequestSignatureInvalid.is);
  });
});

describe("a malformed query", () => {
  it("is a bad request", () => {
    for (const plaintext of [pad(Uint8Array.of(7)), Uint8Array.of(1)]) {
      const made = sealTo(purePrimitives, contractKey, channelInfo("query", scope), new Uint8Array(), plaintext);
      expect(() => open(made)).toThrow(errors.BadRequest().message);
    }
  });

  it("that would live too long is refused", () => {
    const { sealed } = seal({ issued: 100, caller: certified(alice, { expiry: 40 }) });
    expect(() => open(sealed)).toThrow(expect.objectContaining({ code: errors.CertificateExpired.code }));
    expect(() => open(sealedFor(0, maxLifetime + 1))).toThrow(
      expect.objectContaining({ code: errors.RequestExpired.code }),
    );
    expect(open(sealedFor(0, maxLifetime)).expiry).toBe(maxLifetime);
  });

  it("that expired before it was issued is refused", () => {
    expect(() => open(sealedFor(2, 1))).toThrow(expect.objectContaining({ code: errors.RequestExpired.code }));
    expect(open(sealedFor(2, 2)).expiry).toBe(2);
  });
});

/** An anonymous query with this lifetime, whatever the rules say. */
function sealedFor(issued: number, expiry: number): SealedQuery {
  const nonce = "00".repeat(16);
  const lifetime = [issued, expiry].map((block) => toHex(encode(u32, block)).slice(2)).join("");
  const body = "00" + "04" + "6d" + "00";
  const plaintext = pad(fromHex(`0x00${nonce}${lifetime}${body}`));
  return sealTo(purePrimitives, contractKey, channelInfo("query", scope), new Uint8Array(), plaintext);
}
