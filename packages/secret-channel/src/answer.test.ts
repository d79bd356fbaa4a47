import { toHex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeAnswer, readAnswer, type Statement } from "./answer.ts";
import type { Outcome } from "./call.ts";
import { isSigned, newAnswerKey, outcome, sign, statement } from "./testing/answers.ts";
import { scope } from "./testing/parties.ts";

describe("an answer", () => {
  it("comes out as it went in, signed by the session (property)", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat(1_000_000), (value, number) => {
        const answerKey = newAnswerKey();
        const said = { ...statement, number };
        const sealed = makeAnswer(nodePrimitives, scope, answerKey, said, { type: "Done", value }, sign);
        const opened = readAnswer(purePrimitives, scope, answerKey, sealed);
        expect(opened).toMatchObject({ statement: said, outcome: { type: "Done", value } });
        expect(isSigned(opened)).toBe(true);
      }),
      { numRuns: 15 },
    ));

  it("may say that the contract refused", () => {
    const failed: Outcome = { type: "Failed", value: { code: "contract.No", message: "No." } };
    const answerKey = newAnswerKey();
    const opened = readAnswer(
      purePrimitives,
      scope,
      answerKey,
      makeAnswer(purePrimitives, scope, answerKey, statement, failed, sign),
    );
    expect(opened.outcome).toEqual(failed);
  });

  it("is signed for one request, statement and result", () => {
    const answerKey = newAnswerKey();
    const signedFor = (...[k, s, o]: [typeof answerKey, Statement, Outcome]) => {
      const sealed = makeAnswer(purePrimitives, scope, k, s, o, sign);
      return toHex(readAnswer(purePrimitives, scope, k, sealed).signed);
    };
    const base = signedFor(answerKey, statement, outcome);
    const others = [
      signedFor(newAnswerKey(), statement, outcome),
      signedFor(answerKey, statement, { type: "Done", value: utf8("[1,3]") }),
      ...(["number", "stateHeight"] as const).map((field) =>
        signedFor(answerKey, { ...statement, [field]: 99 }, outcome),
      ),
      ...(["worker", "blockHash", "stateTag"] as const).map((field) =>
        signedFor(answerKey, { ...statement, [field]: `0x${"99".repeat(32)}` }, outcome),
      ),
      signedFor(answerKey, { ...statement, gas: 1n }, outcome),
    ];
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });
});
