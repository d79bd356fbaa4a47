import { utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { contractLimits } from "@pha/sdk/pallets";
import { sealCommand } from "@pha/secret-channel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { batchOf } from "./batch.ts";

const word = (byte: string) => `0x${byte.repeat(32)}` as const;
const scope = { genesis: word("01"), contract: word("02"), codeHash: word("03"), epoch: 70_000 };
const contractKey = `0x${Buffer.from(primitives.x25519.generate().publicKey).toString("hex")}` as const;

function sealedBytes(items: readonly string[]): number {
  const call = { method: "collect", args: utf8(JSON.stringify({ items })) };
  return sealCommand(primitives, contractKey, scope, word("04"), call).sealed.ciphertext.length;
}

/** As long as what browsers send, up to the longest that is taken. */
const item = fc.constantFrom(758, 1_441, 2_806, 13_996).map((length) => `item1.${"A".repeat(length - 6)}`);

test("a batch begins with what waits longest, is not empty, and fits into a command (property)", () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 60 }), (waiting) => {
      const batch = batchOf(waiting);
      expect(batch.length).toBeGreaterThan(0);
      expect(batch).toEqual(waiting.slice(0, batch.length));
      expect(sealedBytes(batch)).toBeLessThanOrEqual(contractLimits.ciphertext);
    }),
    { numRuns: 40 },
  );
});

test("forty of the usual length go together", () => {
  expect(batchOf(Array.from({ length: 60 }, () => "x".repeat(758)))).toHaveLength(40);
});
