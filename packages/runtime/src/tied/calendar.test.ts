import { makeCall, root } from "@pha/frame";
import { expect, it } from "vitest";
import { childBounties } from "../pallets/child-bounties/spec.ts";
import { council } from "../pallets/council/spec.ts";
import { taskOf } from "../pallets/democracy/task-name.ts";
import { scheduler } from "../pallets/scheduler/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { testNetwork } from "../testing/index.ts";
import { calendarOf } from "./calendar.ts";

const remark = makeCall(system, "remark", { remark: new Uint8Array(3) });

it("what could be done since earlier blocks is due in the next one, until it is done", () => {
  const ledger = testNetwork();
  ledger.run("Alice", makeCall(council, "propose", { threshold: 3, proposal: remark, length_bound: 100 }));
  const [hash = "0x"] = ledger.of(council).proposals.get();
  const { index, end } = ledger.of(council).voting.get(hash) ?? expect.fail("no motion");
  const motion = { type: "motion", body: "council", hash, index };
  const due = () => {
    ledger.runTo(ledger.now.number + 1);
    const { number } = ledger.head;
    const all = calendarOf(ledger.view, number, { passed: [], tips: [], children: [] });
    expect(all.whole).toBe(true);
    for (const { block } of all.due) expect(block).toBeGreaterThan(number);
    return all.due.filter(({ what }) => what === "motion").map(({ block, subject }) => [block - number, subject]);
  };
  ledger.runTo(end - 5);
  expect(due()).toEqual([[5, motion]]);
  ledger.runTo(end + 9);
  expect(due()).toEqual([[1, motion]]);
  const bounds = { proposal_weight_bound: { ref_time: 10n ** 9n, proof_size: 10n ** 5n }, length_bound: 100 };
  ledger.run("Alice", makeCall(council, "close", { proposal_hash: hash, index, ...bounds }));
  expect(due()).toEqual([]);
});

it("what passed is due at the block of its call, however far that is", () => {
  const ledger = testNetwork();
  const when = ledger.now.number + 50_400;
  const task = { id: taskOf(7), maybe_periodic: undefined, priority: 63, call: remark };
  ledger.run(root, makeCall(scheduler, "schedule_named", { when, ...task }));
  ledger.runTo(ledger.now.number + 1);
  const { due } = calendarOf(ledger.view, ledger.head.number, { passed: [6, 7], tips: [], children: [] });
  expect(due.filter(({ what }) => what === "enactment")).toEqual([
    { what: "enactment", block: when, subject: { type: "referendum", index: 7 } },
  ]);
});

it("a child bounty that is awarded is due when its delay is over, none that is not there or not awarded", () => {
  const ledger = testNetwork();
  const curator = `0x${"11".repeat(32)}` as const;
  const child = { parent_bounty: 2, value: 9n, fee: 1n, curator_deposit: 0n };
  const awarded = { type: "PendingPayout", value: { curator, beneficiary: curator, unlock_at: 90 } } as const;
  ledger.of(childBounties).childBounties.put(2, 5, { ...child, status: awarded });
  ledger.of(childBounties).childBounties.put(2, 6, { ...child, status: { type: "Active", value: { curator } } });
  ledger.runTo(ledger.now.number + 1);
  const children = [5, 6, 7].map((index) => ({ bounty: 2, index }));
  const { due } = calendarOf(ledger.view, ledger.head.number, { passed: [], tips: [], children });
  expect(due.filter(({ subject }) => subject?.type === "child-bounty")).toEqual([
    { what: "child-bounty-payout", block: 90, subject: { type: "child-bounty", bounty: 2, index: 5 } },
  ]);
});
