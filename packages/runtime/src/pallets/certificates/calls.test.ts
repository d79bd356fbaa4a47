import { expect, it } from "vitest";
import { accountOf, callsOf, testPallet } from "../../testing/index.ts";
import { certificatesPallet } from "./pallet.ts";
import { certificates } from "./spec.ts";

const { revoke } = callsOf(certificates);

it("counts an account's revocations, and nobody else's", () => {
  const ledger = testPallet([certificatesPallet]);
  const countOf = (person: string) => ledger.of(certificates).revocations.get(accountOf(person));
  expect(countOf("Alice")).toBe(0);
  for (let i = 0; i < 2; i++) ledger.run("Alice", revoke({}));
  expect([countOf("Alice"), countOf("Bob")]).toEqual([2, 0]);
});
