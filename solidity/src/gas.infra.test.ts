import { afterAll, beforeAll, expect, it } from "vitest";
import { startChain, type TestChain } from "./testing/chain.ts";
import { deployClient, rootOf } from "./testing/finality.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain?.[Symbol.asyncDispose]());

/** Gas of a later commitment and of a rotation, as anvil bills them. */
async function gasOf(validators: number) {
  const { ledger, inMs, submit, deploymentGas } = await deployClient(chain, validators);
  await submit(ledger.certify({ timeMs: await inMs(1), outboundRoot: rootOf(1) }));
  const { gasUsed: commitment } = await submit(ledger.certify({ timeMs: await inMs(2), outboundRoot: rootOf(2) }));
  const next = ledger.validators.map((validator) => validator + 1);
  const { gasUsed: rotation } = await submit(ledger.certify({ timeMs: await inMs(3), outboundRoot: rootOf(3) }, next));
  return { validators, deploymentGas, commitment, rotation };
}

it("takes a commitment for no more gas than the table in the README says", async () => {
  const rows = [await gasOf(4), await gasOf(16)];
  console.table(rows);
  expect(rows[0]?.commitment).toBeLessThanOrEqual(65_000n);
  expect(rows[1]?.commitment).toBeLessThanOrEqual(105_000n);
});
