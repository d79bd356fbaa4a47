import { toHex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { expect, it } from "vitest";
import { type Evidence, mostStatements, readEvidence, signStatements } from "./evidence.ts";
import { isSigned, sign } from "./testing/answers.ts";
import { scope } from "./testing/parties.ts";

const signer = { genesis: scope.genesis, sessionNumber: 3n };
const statements = (count: number) => Array.from({ length: count }, (_, i) => utf8(`statement ${i}`));

it.each([1, 2, 8, 9, mostStatements])(
  "one signature is over %i statements, of which none tells of another",
  (count) => {
    const all = statements(count);
    const evidence = signStatements(purePrimitives, signer, all, sign);
    expect(new Set(evidence.map(({ signature }) => signature)).size).toBe(1);
    expect(new Set(evidence.map((one) => one.count))).toEqual(new Set([count === 1 ? 1 : count <= 8 ? 8 : 64]));
    for (const [i, one] of evidence.entries()) {
      const signed = readEvidence(purePrimitives, signer, all[i] as Uint8Array, one);
      expect(isSigned({ signed, signature: one.signature })).toBe(true);
    }
    // Whoever has a neighbour's path cannot guess what it hides.
    const plain = all.map((statement) => toHex(purePrimitives.sha256(Uint8Array.of(0, ...statement))));
    for (const hash of evidence.flatMap(({ path }) => path)) expect(plain).not.toContain(hash);
    expect(new Set(evidence.map(({ salt }) => salt)).size).toBe(count);
  },
);

it("is of no other statement, place, session or network", () => {
  const all = statements(3);
  const [first, second] = signStatements(purePrimitives, signer, all, sign) as [Evidence, Evidence];
  const refused = expect.objectContaining({ code: "channel.AnswerInvalid" });
  const [statement] = all as [Uint8Array];
  for (const evidence of [second, { ...first, index: 1 }, { ...first, count: 64 }, { ...first, path: [] }])
    expect(() => readEvidence(purePrimitives, signer, statement, evidence)).toThrowError(refused);
  for (const other of [
    { ...signer, sessionNumber: 4n },
    { ...signer, genesis: scope.contract },
  ]) {
    const signed = readEvidence(purePrimitives, other, statement, first);
    expect(isSigned({ signed, signature: first.signature })).toBe(false);
  }
});

it("is of no more statements than a signature may be over", () => {
  expect(() => signStatements(purePrimitives, signer, statements(mostStatements + 1), sign)).toThrowError(RangeError);
});
