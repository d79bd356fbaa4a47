import { fromHex } from "@pha/codec";
import { openWith, pad, purePrimitives, sealTo } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import { maxContractCallBytes } from "@pha/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCommand, sealCommand } from "./command.ts";
import { errors } from "./errors.ts";
import { channelInfo } from "./scope.ts";
import { alice, bob, call, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const { privateKey } = contractKeys;
const { sealed } = sealCommand(purePrimitives, contractKey, scope, alice.accountId, call);

describe("a command", () => {
  it("comes out as it went in, whatever its method and arguments (property)", () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 16 }), fc.uint8Array({ maxLength: 2_000 }), (method, args) => {
        const made = sealCommand(nodePrimitives, contractKey, scope, alice.accountId, { method, args });
        const opened = openCommand(purePrimitives, privateKey, scope, alice.accountId, made.sealed);
        expect(opened.call()).toEqual({ method, args });
        expect(opened.receiptKey).toEqual(made.receiptKey);
      }),
      { numRuns: 25 },
    ));

  it("copied by another account does not open for that one", () => {
    expect(() => openCommand(purePrimitives, privateKey, scope, bob.accountId, sealed)).toThrow(
      errors.Undecipherable().message,
    );
  });

  it.each(otherScopes)("does not open for another %s", (_, other) => {
    expect(() => openCommand(purePrimitives, privateKey, other, alice.accountId, sealed)).toThrow(
      errors.Undecipherable().message,
    );
  });

  it("does not open once a bit of it is changed (property)", () =>
    fc.assert(
      fc.property(fc.nat(sealed.ciphertext.length - 1), fc.nat(7), (at, bit) => {
        const ciphertext = sealed.ciphertext.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        const changed = { ...sealed, ciphertext };
        expect(() => openCommand(purePrimitives, privateKey, scope, alice.accountId, changed)).toThrow(
          errors.Undecipherable().message,
        );
      }),
      { numRuns: 25 },
    ));

  it("tells an observer nothing of its length but the bucket", () => {
    const lengths = ["1", "12345678901234567890"].map(
      (amount) =>
        sealCommand(purePrimitives, contractKey, scope, alice.accountId, {
          ...call,
          args: new TextEncoder().encode(amount),
        }).sealed.ciphertext.length,
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it("is no query: the two channels are apart", () => {
    const info = channelInfo("query", scope);
    expect(() =>
      openWith(purePrimitives, privateKey, sealed.enc, info, fromHex(alice.accountId), sealed.ciphertext),
    ).toThrow();
  });

  it("that holds something other than a call is a bad request", () => {
    const info = channelInfo("command", scope);
    for (const plaintext of [pad(Uint8Array.of(9)), Uint8Array.of(1)]) {
      const made = sealTo(purePrimitives, contractKey, info, fromHex(alice.accountId), plaintext);
      const opened = openCommand(purePrimitives, privateKey, scope, alice.accountId, made);
      expect(opened.call).toThrow(errors.BadRequest().message);
    }
  });

  it("longer than a contract takes is not made", () => {
    const long = { ...call, args: new Uint8Array(maxContractCallBytes + 1) };
    expect(() => sealCommand(purePrimitives, contractKey, scope, alice.accountId, long)).toThrow(
      expect.objectContaining({ code: "codec.TooLong" }),
    );
  });
});
