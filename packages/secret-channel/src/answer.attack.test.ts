import { purePrimitives } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { expect } from "vitest";
import { makeAnswer, readAnswer } from "./answer.ts";
import { isSigned, newAnswerKey, outcome, sign, statement } from "./testing/answers.ts";
import { otherScopes, scope } from "./testing/parties.ts";

attack("give the answer to one query to another, or change or cut it", async ({ refused }) => {
  const answerKey = newAnswerKey();
  const sealed = makeAnswer(purePrimitives, scope, answerKey, statement, outcome, sign);
  await refused("channel.AnswerInvalid", () => readAnswer(purePrimitives, scope, newAnswerKey(), sealed));
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), fc.boolean(), async (at, bit, isCut) => {
      const changed = isCut ? sealed.subarray(0, at) : sealed.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
      await refused("channel.AnswerInvalid", () => readAnswer(purePrimitives, scope, answerKey, changed));
    }),
    { numRuns: 40 },
  );
});

attack("answer for another network, contract or code", async ({ held }) => {
  for (const [, other] of otherScopes)
    await held(other.epoch === scope.epoch ? "no signature" : "the request binds the epoch", () => {
      const answerKey = newAnswerKey();
      const sealed = makeAnswer(purePrimitives, other, answerKey, statement, outcome, sign);
      expect(isSigned(readAnswer(purePrimitives, scope, answerKey, sealed))).toBe(other.epoch !== scope.epoch);
    });
});
