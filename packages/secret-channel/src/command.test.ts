import { purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import { maxContractCallBytes } from "@pha/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCommand, sealCommand } from "./command.ts";
import { alice, call, contractKey, contractKeys, scope } from "./testing/parties.ts";

const { privateKey } = contractKeys;

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

  it("longer than a contract takes is not made", () => {
    const long = { ...call, args: new Uint8Array(maxContractCallBytes + 1) };
    expect(() => sealCommand(purePrimitives, contractKey, scope, alice.accountId, long)).toThrow(
      expect.objectContaining({ code: "codec.TooLong" }),
    );
  });
});
