import { type Call, originOf, root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { joinPallet } from "../../pallet.ts";
import { accountOf, addressOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { vectors } from "../../testing/vectors/cases.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { permillOf } from "../balances/parts.ts";
import { balances } from "../balances/spec.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { utility } from "../utility/spec.ts";
import { treasuryPallet } from "./pallet.ts";
import { treasury } from "./spec.ts";

const { propose_spend, approve_proposal, reject_proposal, remove_approval, spend } = callsOf(treasury);
/** Substrate's tests count in existential deposits. */
const unit = existentialDeposit;
const pallets = [parametersPallet, councilPallet, treasuryPallet];

let ledger: TestLedger;
const free = (who: string) => ledger.balanceOf(who).free / unit;
const pot = () => (free(treasuryAccount) > 0n ? free(treasuryAccount) - 1n : 0n);
const ask = (value: number, who = "Ada") =>
  ledger.run(who, propose_spend({ value: BigInt(value) * unit, beneficiary: addressOf("Zoe") }));
const endow = (amount: number) => ledger.setBalances({ [treasuryAccount]: BigInt(amount) * unit });
const by = (ayes: number, seats: number) => originOf(council, "Members", [ayes, seats]);

/** With the figures of Substrate's tests: a period of 2 blocks, half of the rest destroyed. */
function begin(): void {
  ledger = testPallet(pallets);
  ledger.setBalances({ Ada: 100n * unit, Ben: 98n * unit, Cleo: unit });
  ledger.of(treasury).figures.put({ spendPeriod: 2, bond: 50_000, leastBond: unit, burn: 500_000 });
}
beforeEach(begin);

it("replays what parts of amounts are", () => {
  for (const { permill, value, result } of vectors.per_thing_mul.cases)
    expect(permillOf(BigInt(value), permill)).toBe(BigInt(result));
});

describe("Substrate's test", () => {
  const tests: Readonly<Record<string, () => void>> = {
    minting_works() {
      endow(101);
      expect(pot()).toBe(100n);
    },
    spend_proposal_takes_min_deposit() {
      ask(1);
      expect([free("Ada"), ledger.balanceOf("Ada").reserved]).toEqual([99n, unit]);
    },
    spend_proposal_takes_proportional_deposit() {
      ask(100);
      expect([free("Ada"), ledger.balanceOf("Ada").reserved]).toEqual([95n, 5n * unit]);
    },
    spend_proposal_fails_when_proposer_poor() {
      const call = propose_spend({ value: 100n * unit, beneficiary: addressOf("Zoe") });
      expect(ledger.refusal("Cleo", call)).toBe("Treasury.InsufficientProposersBalance");
    },
    accepted_spend_proposal_ignored_outside_spend_period() {
      ledger.of(treasury).figures.put({ ...ledger.of(treasury).figures.get(), spendPeriod: 3 });
      endow(101);
      ask(100);
      ledger.run(root, approve_proposal({ proposal_id: 0 }));
      ledger.runTo(2);
      expect([free("Zoe"), pot()]).toEqual([0n, 100n]);
    },
    unused_pot_should_diminish() {
      const before = ledger.of(balances).totalIssuance.get() - ledger.balanceOf(treasuryAccount).free;
      endow(101);
      ledger.runTo(2);
      expect(pot()).toBe(50n);
      expect((ledger.of(balances).totalIssuance.get() - before) / unit).toBe(51n);
    },
    rejected_spend_proposal_ignored_on_spend_period() {
      endow(101);
      ask(100);
      ledger.run(root, reject_proposal({ proposal_id: 0 }));
      expect(ledger.events(treasury)).toEqual([{ type: "Rejected", value: { proposal_index: 0, slashed: 5n * unit } }]);
      ledger.runTo(2);
      expect([free("Zoe"), pot(), free("Ada"), ledger.balanceOf("Ada").reserved]).toEqual([0n, 50n, 95n, 0n]);
    },
    reject_already_rejected_spend_proposal_fails() {
      ask(100);
      ledger.run(root, reject_proposal({ proposal_id: 0 }));
      expect(ledger.refusal(root, reject_proposal({ proposal_id: 0 }))).toBe("Treasury.InvalidIndex");
    },
    reject_non_existent_spend_proposal_fails: () =>
      expect(ledger.refusal(root, reject_proposal({ proposal_id: 0 }))).toBe("Treasury.InvalidIndex"),
    accept_non_existent_spend_proposal_fails: () =>
      expect(ledger.refusal(root, approve_proposal({ proposal_id: 0 }))).toBe("Treasury.InvalidIndex"),
    accept_already_rejected_spend_proposal_fails() {
      ask(100);
      ledger.run(root, reject_proposal({ proposal_id: 0 }));
      expect(ledger.refusal(root, approve_proposal({ proposal_id: 0 }))).toBe("Treasury.InvalidIndex");
    },
    accepted_spend_proposal_enacted_on_spend_period() {
      endow(101);
      ask(100);
      ledger.run(root, approve_proposal({ proposal_id: 0 }));
      ledger.runTo(2);
      expect([free("Zoe"), pot(), free("Ada")]).toEqual([100n, 0n, 100n]);
      expect(ledger.happened(treasury)).toEqual(["Spending", "Awarded", "Burnt", "Rollover"]);
    },
    pot_underflow_should_not_diminish() {
      endow(101);
      ask(150);
      ledger.run(root, approve_proposal({ proposal_id: 0 }));
      ledger.runTo(2);
      expect(pot()).toBe(100n);
      expect(ledger.happened(treasury)).toEqual(["Spending", "Rollover"]);
      endow(201);
      ledger.runTo(4);
      expect([free("Zoe"), pot()]).toEqual([150n, 25n]);
    },
    treasury_account_doesnt_get_deleted() {
      endow(101);
      ask(101);
      ledger.run(root, approve_proposal({ proposal_id: 0 }));
      ledger.runTo(2);
      expect(pot()).toBe(100n);
      ask(100);
      ledger.run(root, approve_proposal({ proposal_id: 1 }));
      ledger.runTo(4);
      expect([pot(), free(treasuryAccount)]).toEqual([0n, 1n]);
      expect(ledger.of(treasury).approvals.get()).toEqual([0]);
    },
    inexistent_account_works() {
      endow(0);
      ask(99);
      ask(1);
      for (const proposal_id of [0, 1]) ledger.run(root, approve_proposal({ proposal_id }));
      ledger.runTo(2);
      expect([pot(), free("Zoe")]).toEqual([0n, 0n]);
      endow(100);
      ledger.runTo(4);
      expect([pot(), free("Zoe")]).toEqual([0n, 99n]);
    },
    spend_origin_permissioning_works() {
      expect(ledger.refusal("Ada", spend({ amount: unit, beneficiary: addressOf("Zoe") }))).toBe("frame.BadOrigin");
      const limited = joinPallet(treasury, {
        ...(treasuryPallet as object),
        origins: { spender: () => 5n * unit, approver: () => undefined, rejecter: () => undefined },
      });
      ledger = testPallet([parametersPallet, councilPallet, limited]);
      const amount = 6n * unit;
      expect(ledger.refusal("Ada", spend({ amount, beneficiary: addressOf("Zoe") }))).toBe(
        "Treasury.InsufficientPermission",
      );
    },
    spend_origin_works() {
      endow(101);
      for (const amount of [5n, 5n, 5n, 5n, 10n, 20n, 50n])
        ledger.run(by(3, 5), spend({ amount: amount * unit, beneficiary: addressOf("Zoe") }));
      expect(free("Zoe")).toBe(0n);
      ledger.runTo(2);
      expect([free("Zoe"), pot()]).toEqual([100n, 0n]);
    },
    max_approvals_limited() {
      ask(100);
      for (let i = 0; i < 100; i++) ledger.run(root, approve_proposal({ proposal_id: 0 }));
      expect(ledger.refusal(root, approve_proposal({ proposal_id: 0 }))).toBe("Treasury.TooManyApprovals");
    },
    remove_already_removed_approval_fails() {
      ask(100);
      ledger.run(root, approve_proposal({ proposal_id: 0 }));
      ledger.run(root, remove_approval({ proposal_id: 0 }));
      expect(ledger.of(treasury).approvals.get()).toEqual([]);
      expect(ledger.refusal(root, remove_approval({ proposal_id: 0 }))).toBe("Treasury.ProposalNotApproved");
    },
    /** Nobody here may spend only up to a sum, so that no batch needs to be summed up. */
    spending_in_batch_respects_max_total() {
      const two = spend({ amount: 2n * unit, beneficiary: addressOf("Zoe") });
      ledger.run(by(3, 5), callsOf(utility).batch_all({ calls: [two, two] }));
      expect(ledger.of(treasury).approvals.get()).toEqual([0, 1]);
    },
  };

  const ids: string[] = vectors.treasury.cases.map(({ id }: { id: string }) => id);
  it.each(ids)("%s", (id) => tests[id]?.());
  it("is each among them", () => expect(Object.keys(tests)).toEqual(ids));
});

describe("the council", () => {
  const refused = (ayes: number, seats: number, call: Call) =>
    ledger.refusal(by(ayes, seats), call) === "frame.BadOrigin";

  it("approves by three fifths, and rejects, spends and takes approvals back by more than half", () => {
    ask(100);
    ask(100);
    expect(refused(2, 5, approve_proposal({ proposal_id: 0 }))).toBe(true);
    ledger.run(by(3, 5), approve_proposal({ proposal_id: 0 }));
    for (const call of [
      reject_proposal({ proposal_id: 1 }),
      remove_approval({ proposal_id: 0 }),
      spend({ amount: PHA, beneficiary: addressOf("Zoe") }),
    ]) {
      expect(refused(4, 8, call)).toBe(true);
      ledger.run(by(5, 8), call);
    }
  });

  it("pays once for what it approved twice, and nothing for what it rejected after all", () => {
    endow(1_001);
    ask(100);
    ask(100);
    for (const proposal_id of [0, 0, 1]) ledger.run(root, approve_proposal({ proposal_id }));
    ledger.run(root, reject_proposal({ proposal_id: 1 }));
    ledger.runTo(2);
    expect(free("Zoe")).toBe(100n);
    expect(ledger.of(treasury).approvals.get()).toEqual([]);
  });

  it("awards nothing where it is too little to create an account: it stays in the pot", () => {
    endow(101);
    ledger.run(by(3, 5), spend({ amount: unit - 1n, beneficiary: addressOf("Zoe") }));
    ledger.runTo(2);
    expect(ledger.balanceOf("Zoe").free).toBe(0n);
    expect(pot()).toBe(50n); // half is burned
    const award = { proposal_index: 0, award: 0n, account: accountOf("Zoe") };
    expect(ledger.events(treasury)).toContainEqual({ type: "Awarded", value: award });
  });
});

it("a network's periods are days as it counts them", () => {
  const { genesis } = { genesis: { parameters: { profile: { type: "Khala1290" }, blocksPerDay: 10 } } } as const;
  expect(testPallet(pallets, { genesis }).of(treasury).figures.get()).toEqual({
    spendPeriod: 10,
    bond: 50_000,
    leastBond: PHA,
    burn: 0,
  });
});
