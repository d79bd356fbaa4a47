import { fromHex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { expect } from "vitest";
import { makeAnswer, readAnswer, type Statement } from "./answer.ts";
import type { Outcome } from "./call.ts";
import { sealQuery } from "./query.ts";
import { call, contractKey, otherScopes, scope } from "./testing/parties.ts";

const session = purePrimitives.randomBytes(32);
const sessionKey = purePrimitives.ed25519.publicKey(session);
const sign = (message: Uint8Array) => purePrimitives.ed25519.sign(session, message);
const key = () => sealQuery(purePrimitives, contractKey, scope, { issued: 1, call }).answerKey;
const statement: Statement = {
  worker: `0x${"11".repeat(32)}`,
  number: 7,
  blockHash: `0x${"b1".repeat(32)}`,
  stateHeight: 5,
  stateTag: `0x${"7a".repeat(32)}`,
  gas: 16_384n,
};
const outcome: Outcome = { type: "Done", value: utf8("[1,2]") };

attack("give the answer to one query to another, or change or cut it", async ({ refused }) => {
  const answerKey = key();
  const sealed = makeAnswer(purePrimitives, scope, answerKey, statement, outcome, sign);
  await refused("channel.AnswerInvalid", () => readAnswer(purePrimitives, scope, key(), sealed));
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
      const answerKey = key();
      const sealed = makeAnswer(purePrimitives, other, answerKey, statement, outcome, sign);
      const { signed, signature } = readAnswer(purePrimitives, scope, answerKey, sealed);
      const isSigned = purePrimitives.ed25519.verify(sessionKey, signed, fromHex(signature));
      expect(isSigned).toBe(other.epoch !== scope.epoch);
    });
});
