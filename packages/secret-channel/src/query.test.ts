import type { Hex } from "@pha/codec";
import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openQuery, type Query, sealQuery } from "./query.ts";
import { maxLifetime, type SealedRequest } from "./request.ts";
import type { Scope } from "./scope.ts";
import { alice, call, certified, contractKey, contractKeys, scope } from "./testing/parties.ts";

const seal = (query: Partial<Query> = {}) =>
  sealQuery(purePrimitives, contractKey, scope, { issued: 100, call, ...query });
const open = (sealed: SealedRequest, at: Scope = scope, verified = new Set<Hex>()) =>
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
});
