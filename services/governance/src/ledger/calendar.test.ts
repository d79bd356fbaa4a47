import { makeCall } from "@pha/frame";
import { council, system } from "@pha/runtime/spec";
import { testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { calendarOf } from "./calendar.ts";

it("what could be done since earlier blocks is due in the next one, until it is done", () => {
  const ledger = testNetwork();
  const proposal = makeCall(system, "remark", { remark: new Uint8Array(3) });
  ledger.run("Alice", makeCall(council, "propose", { threshold: 3, proposal, length_bound: 100 }));
  const [hash = "0x"] = ledger.of(council).proposals.get();
  const { index, end } = ledger.of(council).voting.get(hash) ?? expect.fail("no motion");
  const due = () => {
    ledger.runTo(ledger.now.number + 1);
    const { number } = ledger.head;
    const all = calendarOf(ledger.view, number, { passed: [], tips: [] });
    for (const { block } of all) expect(block).toBeGreaterThan(number);
    return all.filter(({ what }) => what === "motion").map(({ block, topic }) => [block - number, topic]);
  };
  ledger.runTo(end - 5);
  expect(due()).toEqual([[5, `motion/council/${hash}`]]);
  ledger.runTo(end + 9);
  expect(due()).toEqual([[1, `motion/council/${hash}`]]);
  const bounds = { proposal_weight_bound: { ref_time: 10n ** 9n, proof_size: 10n ** 5n }, length_bound: 100 };
  ledger.run("Alice", makeCall(council, "close", { proposal_hash: hash, index, ...bounds }));
  expect(due()).toEqual([]);
});
