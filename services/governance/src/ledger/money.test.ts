import { bounties, childBounties } from "@pha/runtime/spec";
import { testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { readCalendar } from "./calendar.ts";
import { readChildren } from "./money.ts";

const who = `0x${"11".repeat(32)}` as const;

it("of a bounty's children those are told that are there; of a bounty that is not, nothing", () => {
  const ledger = testNetwork();
  const bounty = { proposer: who, value: 9n, fee: 1n, curator_deposit: 0n, bond: 0n } as const;
  ledger.of(bounties).bounties.put(2, { ...bounty, status: { type: "Funded" } });
  const status = { type: "PendingPayout", value: { curator: who, beneficiary: who, unlock_at: 90 } } as const;
  const child = { parent_bounty: 2, value: 5n, fee: 1n, curator_deposit: 0n, status };
  ledger.of(childBounties).childBounties.put(2, 7, child);
  ledger.of(childBounties).childBountyDescriptions.put(7, Uint8Array.of(0x62));
  ledger.runTo(ledger.now.number + 1);
  expect(readChildren(ledger.view, 2, [8, 7])).toEqual([
    { index: 7, account: expect.stringMatching(/^0x6d6f646c/), child, description: "b" },
  ]);
  expect(readChildren(ledger.view, 3, [])).toBeUndefined();

  const children = [{ bounty: 2, index: 7 }];
  const { due } = readCalendar(ledger.view, ledger.head.number, { passed: [], tips: [], children });
  expect(due).toContainEqual({ what: "child-bounty-payout", block: 90, topic: "bounty/2", child: 7 });
});
