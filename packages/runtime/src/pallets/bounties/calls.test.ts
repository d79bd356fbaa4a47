import { originOf, root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { joinPallet } from "../../pallet.ts";
import { addressOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { vectors } from "../../testing/vectors/cases.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { childBountiesPallet } from "../child-bounties/pallet.ts";
import { childBounties } from "../child-bounties/spec.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { treasuryPallet } from "../treasury/pallet.ts";
import { treasury } from "../treasury/spec.ts";
import { bountyAccount, childBountyAccount } from "./account.ts";
import { curatorDepositOf } from "./money.ts";
import { bountiesPallet } from "./pallet.ts";
import { bounties } from "./spec.ts";

const own = callsOf(bounties);
const child = callsOf(childBounties);
/** Substrate's tests count in existential deposits. */
const unit = existentialDeposit;
const pallets = [parametersPallet, councilPallet, treasuryPallet, bountiesPallet, childBountiesPallet];
const half = originOf(council, "Members", [3, 5]);

let ledger: TestLedger;
const free = (who: string) => ledger.balanceOf(who).free / unit;
const reserved = (who: string) => ledger.balanceOf(who).reserved / unit;
const stateOf = (id = 0) => ledger.of(bounties).bounties.get(id);
const id = { bounty_id: 0 };
const both = { parent_bounty_id: 0, child_bounty_id: 0 };
const text = (length: number) => new Uint8Array(length).fill(48);

const propose = (value: number, length: number) =>
  ledger.run("Ada", own.propose_bounty({ value: BigInt(value) * unit, description: text(length) }));
const endPeriod = () => ledger.runTo(ledger.now.number + 2 - (ledger.now.number % 2));
const fund = (value = 50) => {
  propose(value, 5);
  ledger.run(root, own.approve_bounty(id));
  endPeriod();
};
const assign = (fee = 4) => {
  ledger.run(half, own.propose_curator({ ...id, curator: addressOf("Cleo"), fee: BigInt(fee) * unit }));
  ledger.run("Cleo", own.accept_curator(id));
};

beforeEach(() => {
  ledger = testPallet(pallets);
  ledger.setBalances({
    Ada: 100n * unit,
    Cleo: 10n * unit,
    Dan: 10n * unit,
    Zoe: unit,
    [treasuryAccount]: 101n * unit,
  });
  ledger.of(treasury).figures.put({ spendPeriod: 2, bond: 50_000, leastBond: unit, burn: 0 });
  ledger.of(bounties).figures.put({
    depositBase: 80n * unit,
    depositPerByte: unit,
    leastValue: unit,
    leastChildValue: unit,
    payoutDelay: 3,
    updatePeriod: 20,
    curatorDeposit: 500_000,
    leastCuratorDeposit: 3n * unit,
    mostCuratorDeposit: 1_000n * unit,
    maxChildren: 2,
  });
});

describe("Substrate's test", () => {
  const tests: Readonly<Record<string, () => void>> = {
    propose_bounty_works() {
      propose(10, 10);
      expect([free("Ada"), reserved("Ada")]).toEqual([10n, 90n]);
      expect(stateOf()).toMatchObject({ value: 10n * unit, bond: 90n * unit, status: { type: "Proposed" } });
    },
    assign_curator_works() {
      fund();
      const of = { ...id, curator: addressOf("Cleo") };
      expect(ledger.refusal(root, own.propose_curator({ ...of, fee: 50n * unit }))).toBe("Bounties.InvalidFee");
      ledger.run(root, own.propose_curator({ ...of, fee: 4n * unit }));
      expect(ledger.refusal("Dan", own.accept_curator(id))).toBe("Bounties.RequireCurator");
      ledger.run("Cleo", own.accept_curator(id));
      expect([free("Cleo"), reserved("Cleo"), reserved("Ada")]).toEqual([7n, 3n, 0n]);
      expect(stateOf()).toMatchObject({ status: { type: "Active", value: { update_due: ledger.now.number + 20 } } });
    },
    award_and_claim_bounty_works() {
      fund();
      assign();
      expect(ledger.refusal("Ada", own.award_bounty({ ...id, beneficiary: addressOf("Zoe") }))).toBe(
        "Bounties.RequireCurator",
      );
      ledger.run("Cleo", own.award_bounty({ ...id, beneficiary: addressOf("Yves") }));
      const unlock_at = ledger.now.number + 3;
      expect(stateOf()).toMatchObject({ status: { type: "PendingPayout", value: { unlock_at } } });
      expect(ledger.refusal("Zoe", own.claim_bounty(id))).toBe("Bounties.Premature");
      ledger.runTo(unlock_at);
      ledger.setBalances({ [bountyAccount(0)]: 60n * unit });
      ledger.run("Zoe", own.claim_bounty(id));
      expect([free("Yves"), free("Cleo"), reserved("Cleo"), free(bountyAccount(0))]).toEqual([56n, 14n, 0n, 0n]);
      expect(stateOf()).toBeUndefined();
    },
    accept_curator_handles_different_deposit_calculations() {
      const figures = ledger.of(bounties).figures.get();
      for (const { fee, deposit } of vectors.bounties.cases[3].cases)
        expect(curatorDepositOf(BigInt(fee) * unit, figures)).toBe(BigInt(deposit) * unit);
    },
  };

  const ids: string[] = vectors.bounties.cases.map(({ id: name }: { id: string }) => name);
  it.each(ids)("%s", (name) => tests[name]?.());
  it("is each among them", () => expect(Object.keys(tests)).toEqual(ids));
});

describe("a bounty", () => {
  it("loses its bond where it is rejected, and only while it is proposed", () => {
    propose(10, 10);
    ledger.run(half, own.close_bounty(id));
    expect([free("Ada"), reserved("Ada"), stateOf()]).toEqual([10n, 0n, undefined]);
    expect(ledger.refusal(half, own.close_bounty(id))).toBe("Bounties.InvalidIndex");
  });

  it("waits until there is money for it, and burns nothing meanwhile", () => {
    propose(200, 5);
    ledger.run(root, own.approve_bounty(id));
    expect(ledger.refusal(root, own.close_bounty(id))).toBe("Bounties.UnexpectedStatus");
    endPeriod();
    expect(ledger.happened(treasury)).toEqual(["Spending", "Rollover"]);
    ledger.setBalances({ [treasuryAccount]: 300n * unit });
    endPeriod();
    expect([stateOf()?.status.type, free(bountyAccount(0)), free("Ada")]).toEqual(["Funded", 200n, 100n]);
  });

  it("gives its money back to the treasury, and the curator its deposit, when it is closed", () => {
    fund();
    assign();
    ledger.run(half, own.close_bounty(id));
    expect([free(treasuryAccount), free("Cleo"), reserved("Cleo")]).toEqual([101n, 10n, 0n]);
  });

  it("is proposed within limits, approved once, and by who may spend as much", () => {
    const call = (value: bigint, length: number) => own.propose_bounty({ value, description: text(length) });
    expect(ledger.refusal("Ada", call(unit, 16_385))).toBe("Bounties.ReasonTooBig");
    expect(ledger.refusal("Ada", call(1n, 5))).toBe("Bounties.InvalidValue");
    expect(ledger.refusal("Zoe", call(unit, 5))).toBe("Bounties.InsufficientProposersBalance");
    propose(10, 5);
    expect(ledger.refusal("Ada", own.approve_bounty(id))).toBe("frame.BadOrigin");
    ledger.run(half, own.approve_bounty(id));
    expect(ledger.refusal(half, own.approve_bounty(id))).toBe("Bounties.UnexpectedStatus");
    ledger.of(bounties).bountyApprovals.put(Array.from({ length: 100 }, () => 9));
    ledger.setBalances({ Ada: 500n * unit });
    propose(10, 5);
    expect(ledger.refusal(half, own.approve_bounty({ bounty_id: 1 }))).toBe("Bounties.TooManyQueued");
    const limited = joinPallet(bounties, {
      ...(bountiesPallet as object),
      origins: { spender: () => 5n * unit, rejecter: () => undefined, unassigner: () => undefined },
    });
    ledger = testPallet([...pallets.filter((pallet) => pallet !== bountiesPallet), limited]);
    ledger.of(bounties).bounties.put(0, {
      proposer: treasuryAccount,
      value: 6n * unit,
      fee: 0n,
      curator_deposit: 0n,
      bond: 0n,
      status: { type: "Proposed" },
    });
    expect(ledger.refusal("Ada", own.approve_bounty(id))).toBe("Bounties.InsufficientPermission");
  });
});

describe("a curator", () => {
  beforeEach(() => {
    fund();
    assign();
  });

  it("goes by itself with its deposit, and is dismissed without it", () => {
    ledger.run("Cleo", own.unassign_curator(id));
    expect([free("Cleo"), stateOf()?.status.type]).toEqual([10n, "Funded"]);
    assign();
    ledger.run(half, own.unassign_curator(id));
    expect([free("Cleo"), reserved("Cleo")]).toEqual([7n, 0n]);
    expect(ledger.refusal(half, own.unassign_curator(id))).toBe("Bounties.UnexpectedStatus");
  });

  it("that is silent for too long is dismissed by anybody, unless it says that the work goes on", () => {
    expect(ledger.refusal("Zoe", own.unassign_curator(id))).toBe("Bounties.Premature");
    ledger.runTo(ledger.now.number + 10);
    ledger.run("Cleo", own.extend_bounty_expiry({ ...id, remark: text(1) }));
    ledger.runTo(ledger.now.number + 20);
    expect(ledger.refusal("Zoe", own.unassign_curator(id))).toBe("Bounties.Premature");
    ledger.runTo(ledger.now.number + 1);
    ledger.run("Zoe", own.unassign_curator(id));
    expect([free("Cleo"), stateOf()?.status.type]).toEqual([7n, "Funded"]);
  });

  it("that has awarded is dismissed by the council alone; then the bounty can be closed", () => {
    ledger.run("Cleo", own.award_bounty({ ...id, beneficiary: addressOf("Zoe") }));
    expect(ledger.refusal(half, own.close_bounty(id))).toBe("Bounties.PendingPayout");
    expect(ledger.refusal("Cleo", own.unassign_curator(id))).toBe("frame.BadOrigin");
    ledger.run(half, own.unassign_curator(id));
    ledger.run(half, own.close_bounty(id));
    expect(free(treasuryAccount)).toBe(101n);
  });
});

describe("a child bounty", () => {
  const add = (value: number) =>
    child.add_child_bounty({ parent_bounty_id: 0, value: BigInt(value) * unit, description: text(3) });
  const give = (fee: number) => {
    ledger.run("Cleo", child.propose_curator({ ...both, curator: addressOf("Dan"), fee: BigInt(fee) * unit }));
    ledger.run("Dan", child.accept_curator(both));
  };
  beforeEach(() => {
    fund();
    assign(8);
  });

  it("is paid with its curator, whose fee is a part of the bounty's", () => {
    ledger.run("Cleo", add(10));
    expect([free(bountyAccount(0)), free(childBountyAccount(0))]).toEqual([40n, 10n]);
    give(2);
    ledger.run("Dan", child.award_child_bounty({ ...both, beneficiary: addressOf("Yves") }));
    expect(ledger.refusal("Zoe", child.claim_child_bounty(both))).toBe("Bounties.Premature");
    expect(ledger.refusal("Cleo", own.award_bounty({ ...id, beneficiary: addressOf("Zoe") }))).toBe(
      "Bounties.HasActiveChildBounty",
    );
    ledger.runTo(ledger.now.number + 3);
    ledger.run("Zoe", child.claim_child_bounty(both));
    expect([free("Yves"), free("Dan"), reserved("Dan")]).toEqual([8n, 12n, 0n]);
    ledger.run("Cleo", own.award_bounty({ ...id, beneficiary: addressOf("Zoe") }));
    ledger.runTo(ledger.now.number + 3);
    ledger.run("Zoe", own.claim_bounty(id));
    expect([free("Cleo"), free("Zoe"), free(bountyAccount(0))]).toEqual([16n, 35n, 0n]);
  });

  it("may promise more than the bounty's fee: then the bounty's curator gets none, and loses nothing", () => {
    ledger.run("Cleo", add(20));
    give(15);
    ledger.run("Dan", child.award_child_bounty({ ...both, beneficiary: addressOf("Yves") }));
    ledger.runTo(ledger.now.number + 3);
    ledger.run("Zoe", child.claim_child_bounty(both));
    ledger.run("Cleo", own.award_bounty({ ...id, beneficiary: addressOf("Zoe") }));
    ledger.runTo(ledger.now.number + 3);
    ledger.run("Zoe", own.claim_bounty(id));
    expect([free("Dan"), free("Yves"), free("Cleo"), free("Zoe")]).toEqual([25n, 5n, 10n, 31n]);
  });

  it("gives its money back to the bounty when it is closed, and its fee is no part any more", () => {
    ledger.run("Cleo", add(10));
    give(2);
    expect(ledger.refusal("Zoe", child.close_child_bounty(both))).toBe("frame.BadOrigin");
    ledger.run("Cleo", child.close_child_bounty(both));
    expect([free(bountyAccount(0)), free("Dan"), reserved("Dan")]).toEqual([50n, 10n, 0n]);
    expect(ledger.of(bounties).childrenCuratorFees.get(0)).toBe(0n);
    expect(ledger.refusal("Cleo", child.close_child_bounty(both))).toBe("ChildBounties.InvalidIndex");
  });

  it("counts the fee of its last curator alone", () => {
    ledger.run("Cleo", add(10));
    give(2);
    ledger.run("Dan", child.unassign_curator(both));
    give(3);
    expect(ledger.of(bounties).childrenCuratorFees.get(0)).toBe(3n * unit);
  });

  it("is split off by the curator at work, as often as may be, of what there is", () => {
    expect(ledger.refusal("Dan", add(10))).toBe("Bounties.RequireCurator");
    expect(ledger.refusal("Cleo", add(50))).toBe("ChildBounties.InsufficientBountyBalance");
    expect(ledger.refusal("Cleo", add(0))).toBe("Bounties.InvalidValue");
    ledger.run("Cleo", add(5));
    ledger.run("Cleo", add(5));
    expect(ledger.refusal("Cleo", add(5))).toBe("ChildBounties.TooManyChildBounties");
    expect(ledger.refusal("Cleo", child.unassign_curator(both))).toBe("ChildBounties.UnexpectedStatus");
    ledger.run("Cleo", own.unassign_curator(id));
    expect(ledger.refusal("Cleo", child.close_child_bounty(both))).toBe("ChildBounties.ParentBountyNotActive");
  });

  it("loses its curator to the bounty's, to the council, and to anybody after a long silence", () => {
    ledger.run("Cleo", add(10));
    give(2);
    expect(ledger.refusal("Zoe", child.unassign_curator(both))).toBe("Bounties.Premature");
    ledger.run("Cleo", child.unassign_curator(both));
    expect([free("Dan"), reserved("Dan")]).toEqual([7n, 0n]);
    give(2);
    ledger.run(half, child.unassign_curator(both));
    give(2);
    ledger.runTo(ledger.now.number + 30);
    ledger.run("Zoe", child.unassign_curator(both));
    expect([free("Dan"), reserved("Dan")]).toEqual([1n, 0n]);
    ledger.run("Cleo", child.propose_curator({ ...both, curator: addressOf("Cleo"), fee: unit }));
    expect(ledger.refusal("Zoe", child.unassign_curator(both))).toBe("frame.BadOrigin");
    ledger.run("Cleo", child.accept_curator(both));
    expect(reserved("Cleo")).toBe(4n);
  });
});
