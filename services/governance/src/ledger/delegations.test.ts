import { maxDelegations } from "@pha/api";
import type { AccountId } from "@pha/codec";
import { democracy } from "@pha/runtime/spec";
import { testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { delegationsTo, readDelegations } from "./delegations.ts";

const account = (n: number): AccountId => `0x${n.toString(16).padStart(64, "0")}`;

it("of those who delegate to an account as many are told as one answer shows, and behind whom there are more", () => {
  const ledger = testNetwork();
  const [target, other] = [account(1_000), account(1_001)];
  const own = { balance: 25n, conviction: { type: "None" }, prior: [0, 0n] } as const;
  const rows = Array.from({ length: maxDelegations + 1 }, (_, n) => ({ account: account(n), target }));
  for (const [n, row] of rows.entries()) {
    const delegations = { votes: BigInt(n), capital: 3n };
    ledger.of(democracy).votingOf.put(row.account, { type: "Delegating", value: { ...own, target, delegations } });
  }
  ledger.runTo(ledger.now.number + 1);
  const { view } = ledger;
  const one = { balance: 25n, conviction: { type: "None" }, votes: 2n };

  const told = delegationsTo(view, [...rows.slice(0, maxDelegations), { account: account(20), target: other }]);
  expect(told(target)).toEqual({
    delegations: rows.slice(0, maxDelegations).map((row) => ({ account: row.account, ...one })),
    moreDelegations: undefined,
  });
  expect(told(other)).toEqual({ delegations: [{ account: account(20), ...one }], moreDelegations: undefined });
  expect(told(account(1_002))).toEqual({ delegations: [], moreDelegations: undefined });
  expect(delegationsTo(view, rows)(target)).toMatchObject({
    ...{ delegations: { length: maxDelegations }, moreDelegations: account(maxDelegations - 1) },
  });

  const delegated = { votes: 4n, capital: 3n };
  expect(readDelegations(view, [account(4), target])).toEqual([{ account: account(4), ...one, delegated }]);
});
