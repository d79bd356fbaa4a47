import { type Call, makeCall, viewOf } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PHA } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { clusters } from "../pallets/clusters/spec.ts";
import { motionHash } from "../pallets/collective/motion-hash.ts";
import { codeHashOf } from "../pallets/contracts/ids.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { council } from "../pallets/council/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { feeParts, totalFee } from "../pallets/transaction-payment/fees.ts";
import { usualFigures } from "../pallets/transaction-payment/figures.ts";
import { utility } from "../pallets/utility/spec.ts";
import { addressOf, callsOf, dev, type TestLedger, testNetwork } from "../testing/index.ts";

const alice = dev("Alice");
const pay = (value: bigint) => makeCall(balances, "transfer_keep_alive", { dest: addressOf("Zoe"), value });
const tooMuch = pay(10n ** 24n);
const batch = (...calls: Call[]) => makeCall(utility, "batch", { calls });

/** Sends a call alone: what it was to cost at most, what it did cost, the weight that its verdict names. */
function send(ledger: TestLedger, call: Call) {
  const { runtime } = ledger;
  const bytes = ledger.sign(alice, call);
  const declared = runtime.fee(runtime.decodeExtrinsic(bytes), viewOf(new Map()));
  const [applied] = ledger.block(bytes);
  const verdict = applied?.events.at(-1)?.value.value as {
    readonly dispatch_info: { readonly weight: Parameters<typeof feeParts>[1] };
  };
  const { weight } = verdict.dispatch_info;
  return { declared, fee: applied?.fee ?? 0n, named: totalFee(feeParts(usualFigures, weight, bytes.length)), applied };
}

describe("a call that did less than it might have", () => {
  it("pays for the items of a batch that ran, and the rest comes back before the fee is shared", () => {
    const ledger = testNetwork();
    const before = ledger.balanceOf("Alice").free;
    const { declared, fee, named, applied } = send(ledger, batch(pay(PHA), tooMuch, ...Array(8).fill(pay(PHA))));
    expect(fee).toBeLessThan(declared);
    expect(named).toBe(fee);
    expect(before - ledger.balanceOf("Alice").free).toBe(fee + PHA);
    expect(applied?.events.map(({ value }) => value.type)).toEqual([
      "Withdraw",
      "NewAccount",
      "Endowed",
      "Transfer",
      "ItemCompleted",
      "BatchInterrupted",
      "Deposit",
      "Deposit",
      "Deposit",
      "TransactionFeePaid",
      "ExtrinsicSuccess",
    ]);
  });

  it("pays for all items of a batch that ran to its end", () => {
    const { declared, fee } = send(testNetwork(), batch(pay(PHA), pay(PHA)));
    expect(fee).toBe(declared);
  });

  it("pays for a cluster's members that there are", () => {
    const ledger = testNetwork();
    const code = new Uint8Array(8);
    ledger.of(contracts).codeLength.put(codeHashOf(code), code.length);
    const args = { cluster: 0, codeHash: codeHashOf(code), args: code, salt: code };
    expect(ledger.of(clusters).clusters.get(0)?.members).toEqual([]);
    const { declared, fee, applied } = send(ledger, makeCall(contracts, "instantiate", args));
    expect(applied?.ok).toBe(true);
    expect(fee).toBeLessThan(declared);
  });

  it("pays nothing but the tip where it says that it is free, unless others carry it", () => {
    const { propose, vote } = callsOf(council);
    const proposal = makeCall(system, "remark", { remark: new Uint8Array(9) });
    const aye = vote({ proposal: motionHash(proposal), index: 0, approve: true });
    const moved = () => {
      const ledger = testNetwork();
      ledger.run("Bob", propose({ threshold: 3, proposal, length_bound: 1_000 }));
      ledger.runTo(2);
      return ledger;
    };
    const ledger = moved();
    const before = ledger.balanceOf("Alice").free;
    const [applied] = ledger.block(ledger.sign(alice, aye, { tip: 7n }));
    expect([applied?.ok, applied?.fee, before - ledger.balanceOf("Alice").free]).toEqual([true, 0n, 7n]);
    for (const carried of [batch(aye), batch(aye, aye), makeCall(utility, "batch_all", { calls: [aye] })])
      expect(send(moved(), carried).fee).toBeGreaterThan(usualFigures.base);
  });

  it("makes room for others in its block", () => {
    const ledger = testNetwork();
    const many = Array.from({ length: 999 }, () => pay(PHA));
    const large = batch(tooMuch, ...many);
    const signed = Array.from({ length: 6 }, (_, nonce) => ledger.sign(alice, large, { nonce }));
    expect(ledger.block(...signed).every(({ ok }) => ok)).toBe(true);
  });
});

const calls = fc.letrec<{ call: Call }>((tie) => ({
  call: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(pay(PHA), tooMuch, makeCall(system, "remark", { remark: new Uint8Array(9) })),
    fc
      .tuple(fc.constantFrom("batch", "batch_all", "force_batch"), fc.array(tie("call"), { maxLength: 4 }))
      .map(([name, inner]) => makeCall(utility, name, { calls: inner })),
  ),
})).call;

it("no call pays more than it was to pay or less than its bytes, and money is neither made nor lost", () => {
  const ledger = testNetwork();
  const bounds = fc.property(calls, (call) => {
    const before = ledger.balanceOf("Alice").free;
    const { declared, fee, named, applied } = send(ledger, call);
    const sent = applied?.events.filter(({ type, value }) => type === "Balances" && value.type === "Transfer") ?? [];
    expect(fee).toBeLessThanOrEqual(declared);
    expect(fee).toBeGreaterThan(usualFigures.base);
    expect(named).toBe(fee);
    expect(before - ledger.balanceOf("Alice").free).toBe(fee + BigInt(sent.length) * PHA);
  });
  fc.assert(bounds, { numRuns: 60 });
});
