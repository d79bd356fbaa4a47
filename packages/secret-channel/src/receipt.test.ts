import { toHex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import { maxCommandOutputBytes } from "@pha/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome } from "./call.ts";
import { openCommand, sealCommand } from "./command.ts";
import { errors } from "./errors.ts";
import { makeReceipt, openReceipt, receiptLeaf, receiptStatement, unreadable } from "./receipt.ts";
import { alice, call, contractKey, contractKeys, scope } from "./testing/parties.ts";

const { sealed, receiptKey } = sealCommand(purePrimitives, contractKey, scope, alice.accountId, call);
const done = (value: Uint8Array): Outcome => ({ type: "Done", value });
const made = makeReceipt(purePrimitives, receiptKey, { outcome: done(utf8("1")), gas: 16_384n });

describe("a receipt", () => {
  it("comes out as it went in, for whoever encrypted the command (property)", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: maxCommandOutputBytes }).map(done),
          fc.record({
            type: fc.constant("Failed" as const),
            value: fc.record({ code: fc.string({ maxLength: 32 }), message: fc.string({ maxLength: 256 }) }),
          }),
        ),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (outcome, gas) => {
          const opened = openCommand(nodePrimitives, contractKeys.privateKey, scope, alice.accountId, sealed);
          const receipt = makeReceipt(nodePrimitives, opened.receiptKey, { outcome, gas });
          expect(openReceipt(purePrimitives, receiptKey, receipt)).toEqual({ outcome, gas });
        },
      ),
      { numRuns: 25 },
    ));

  it("is the same bytes wherever it is made, under the nonce that follows from it", () => {
    const again = makeReceipt(nodePrimitives, receiptKey, { outcome: done(utf8("1")), gas: 16_384n });
    expect(again).toEqual(made);
    const other = makeReceipt(purePrimitives, receiptKey, { outcome: done(utf8("2")), gas: 16_384n });
    expect(toHex(other.sealed.subarray(0, 32))).not.toBe(toHex(made.sealed.subarray(0, 32)));
  });

  it("tells by its length neither success nor failure, nor how much came out", () => {
    const outcomes: Outcome[] = [
      done(utf8("null")),
      done(new Uint8Array(maxCommandOutputBytes)),
      { type: "Failed", value: { code: "contract-engine.GasExhausted", message: "" } },
      { type: "Failed", value: { code: `contract.${"E".repeat(64)}`, message: "m".repeat(1024) } },
    ];
    const lengths = outcomes.map(
      (outcome) => makeReceipt(purePrimitives, receiptKey, { outcome, gas: 1n }).sealed.length,
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it("of a command that did not open says so to everybody", () => {
    expect(() => openReceipt(purePrimitives, receiptKey, unreadable(receiptKey))).toThrow(
      errors.Undecipherable().message,
    );
    const { receiptKey: other } = sealCommand(purePrimitives, contractKey, scope, alice.accountId, call);
    expect(() => openReceipt(purePrimitives, receiptKey, unreadable(other))).toThrow(errors.AnswerInvalid().message);
  });

  it("has a leaf and a statement of fixed bytes", () => {
    const word = (byte: string) => `0x${byte.repeat(32)}` as const;
    const key = { enc: word("05"), secret: new Uint8Array(32).fill(7) };
    const receipt = makeReceipt(purePrimitives, key, { outcome: done(utf8("true")), gas: 16_384n });
    const leaf = receiptLeaf(258n, receipt);
    expect(toHex(leaf.subarray(0, 9))).toBe("0x000000000000010200");
    expect(toHex(receiptLeaf(1n, unreadable(key)))).toBe(
      "0x000000000000000101e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect({ leaf: toHex(leaf), nonce: toHex(receipt.sealed.subarray(0, 32)) }).toMatchInlineSnapshot(`
      {
        "leaf": "0x0000000000000102002d2b1e4a1e4fa3fe2f545fd4d63dc6cf38701dd280f77e33735309a885364efd",
        "nonce": "0x05b045c23bf729ad5c24f2bb7eea2c89f585c95a73e06141222cd8f17789c33f",
      }
    `);
    const statement = { worker: word("0a"), number: 7, blockHash: word("0b"), stateHeight: 6, stateTag: word("0c") };
    const { genesis, contract, codeHash } = scope;
    expect(toHex(receiptStatement(scope, statement, leaf))).toBe(
      `${toHex(utf8("phala/receipt/v1"))}${[genesis, statement.worker, contract, codeHash].map((part) => part.slice(2)).join("")}` +
        `00000007${"0b".repeat(32)}0000000000000006${"0c".repeat(32)}${toHex(leaf).slice(2)}`,
    );
  });
});
