import { originOf, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { council } from "../council/spec.ts";
import { worthOf } from "../stake-pools/fund.ts";
import { stakePools } from "../stake-pools/spec.ts";
import type { Pool } from "../stake-pools/types.ts";
import { tuning } from "../tuning/spec.ts";
import { escrowAccount } from "./account.ts";
import { usualFigures } from "./figures.ts";
import { openCase } from "./ledger.ts";
import { offences } from "./spec.ts";
import { cancel, computing, word } from "./testing.ts";

const pools = callsOf(stakePools);
const { set } = callsOf(tuning);
const free = (ledger: TestLedger, who: string) => ledger.balanceOf(who).free;
const poolOf = (ledger: TestLedger) => ledger.of(stakePools).pools.get(0) as Pool;
const worth = (ledger: TestLedger, who: string) =>
  worthOf(poolOf(ledger), ledger.of(stakePools).delegations.get(accountOf(who), 0).shares);
/** Ticks, of a block each. */
const window = 30;
const windowOver = (ledger: TestLedger) => ledger.runTo(ledger.now.number + window);

/** A worker of a pool of Alice's was caught by Yan; Zoe has something in the pool. */
function caught({ pledge = 5_000_000n * PHA, by = "Yan" } = {}) {
  const of = computing();
  const { ledger, tongue } = of;
  ledger.setBalances({ Yan: PHA, Zoe: 1_000_000n * PHA });
  ledger.run("Zoe", pools.contribute({ pool: 0, amount: 900_000n * PHA }));
  ledger.of(stakePools).pools.put(0, { ...poolOf(ledger), own: pledge });
  ledger.of(offences).figures.put({ ...usualFigures, window });
  const before = { pool: poolOf(ledger), alice: worth(ledger, "Alice"), zoe: worth(ledger, "Zoe") };
  ledger.run(by, tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(2) })));
  return { ...of, before };
}

describe("an offence that is proven", () => {
  it("costs at once: a tenth of the session's stake lies apart, taken from the owner's shares first", () => {
    const { ledger, farm, miner, before } = caught();
    expect(free(ledger, escrowAccount)).toBe(400n * PHA);
    expect(farm.sessionOf(miner).stake).toBe(3_600n * PHA);
    expect([worth(ledger, "Alice"), worth(ledger, "Zoe")]).toEqual([before.alice - 400n * PHA, before.zoe]);
    expect(ledger.of(offences).offences.get(0)).toMatchObject({
      ...{
        amount: 400n * PHA,
        reporter: accountOf("Yan"),
        charged: { type: "Pool", value: { pool: 0, own: 400n * PHA } },
      },
      ...{ due: ledger.now.number - 1 + window, verdict: { type: "Undecided" } },
    });
  });

  it("suspends its pool until it is decided, either way", () => {
    for (const end of [windowOver, (ledger: TestLedger) => ledger.run(root, cancel({ offence: 0 }))]) {
      const { ledger } = caught();
      const contribute = pools.contribute({ pool: 0, amount: PHA });
      expect(ledger.refusal("Zoe", contribute)).toBe("StakePools.Suspended");
      end(ledger);
      ledger.run("Zoe", contribute);
      expect(poolOf(ledger).suspensions).toBe(0);
    }
  });

  it("pays its reporter a tenth of what those shares lost when its window is over, the treasury the rest", () => {
    const { ledger } = caught();
    const before = free(ledger, treasuryAccount);
    ledger.runTo(ledger.now.number + window - 1);
    expect(ledger.happened(offences)).toEqual([]);
    windowOver(ledger);
    expect(ledger.events(offences)).toEqual([
      { type: "Upheld", value: { offence: 0, reward: 40n * PHA, treasury: 360n * PHA } },
    ]);
    expect(free(ledger, "Yan")).toBe(41n * PHA);
    expect(free(ledger, treasuryAccount) - before).toBe(360n * PHA);
    expect(free(ledger, escrowAccount)).toBe(0n);
    expect(ledger.refusal(root, cancel({ offence: 0 }))).toBe("Offences.Decided");
  });

  it("pays its reporter nothing out of what others in the pool lost", () => {
    const { ledger, before } = caught({ pledge: 100n * PHA });
    expect(before.zoe - worth(ledger, "Zoe")).toBeGreaterThan(0n);
    windowOver(ledger);
    expect(ledger.events(offences)).toMatchObject([{ value: { reward: 10n * PHA, treasury: 390n * PHA } }]);
  });

  it("pays nobody who is gone and would have too little to exist", () => {
    const { ledger } = caught({ pledge: existentialDeposit });
    ledger.setBalances({ Yan: 0n });
    windowOver(ledger);
    expect(ledger.events(offences)).toMatchObject([{ value: { reward: 0n, treasury: 400n * PHA } }]);
  });
});

describe("an offence is cancelled", () => {
  it("and all returns: the price, and what the owner's shares bore", () => {
    for (const pledge of [5_000_000n * PHA, 100n * PHA, 0n]) {
      const { ledger, before } = caught({ pledge });
      ledger.run(root, cancel({ offence: 0 }));
      expect(ledger.events(offences)).toEqual([{ type: "Cancelled", value: { offence: 0, amount: 400n * PHA } }]);
      const { value, commissionDue } = poolOf(ledger);
      expect(value + commissionDue).toBe(before.pool.value + before.pool.commissionDue);
      expect(worth(ledger, "Zoe") - before.zoe).toBeGreaterThanOrEqual(0n);
      expect(worth(ledger, "Alice") + commissionDue).toBe(before.alice + before.pool.commissionDue);
      expect(free(ledger, escrowAccount)).toBe(0n);
      windowOver(ledger);
      expect(ledger.happened(offences)).toEqual([]);
    }
  });

  it("by root or more than half of the council, and nobody else; once", () => {
    const { ledger } = caught();
    const call = cancel({ offence: 0 });
    const by = (ayes: number) => originOf(council, "Members", [ayes, 8]);
    for (const who of ["Alice", "Yan", by(4)]) expect(ledger.refusal(who, call)).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, cancel({ offence: 1 }))).toBe("Offences.UnknownOffence");
    ledger.run(by(5), call);
    expect(ledger.refusal(root, call)).toBe("Offences.Decided");
  });

  it("and its evidence counts no more, nor does any other of that session", () => {
    const { ledger, tongue } = caught();
    ledger.run(root, cancel({ offence: 0 }));
    const again = tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(3) }));
    expect(ledger.refusal("Yan", again)).toBe("Offences.AlreadyReported");
  });
});

it("an offence keeps the window that it was proven with", () => {
  const { ledger } = caught();
  const setWindow = (value: number) =>
    ledger.run(root, set({ parameter: { type: "Offences", value: { type: "window", value } } }));
  setWindow(1);
  ledger.runTo(ledger.now.number + 5);
  expect(ledger.happened(offences)).toEqual([]);
  expect(ledger.of(offences).offences.get(0)?.due).toBeGreaterThan(ledger.now.number);
  windowOver(ledger);
  expect(ledger.happened(offences)).toEqual(["Upheld"]);
});

describe("what an account had put up", () => {
  const deed = { type: "DoubleSeal", value: { author: word(7), number: 1, round: 0 } } as const;
  const open = (reporter: string | undefined) => {
    const { ledger } = computing();
    ledger.setBalances({ Oda: 100n * PHA, Yan: PHA });
    ledger.of(offences).figures.put({ ...usualFigures, window });
    ledger.act((env) => {
      transfer(env, accountOf("Oda"), escrowAccount, 50n * PHA, true);
      const charged = { type: "Account", value: accountOf("Oda") } as const;
      openCase(env, {
        deed,
        amount: 50n * PHA,
        charged,
        reporter: reporter === undefined ? undefined : accountOf(reporter),
      });
    });
    return ledger;
  };

  it("is its own in all: a tenth of it is the reporter's, and nobody's where the ledger saw it itself", () => {
    for (const [reporter, reward] of [
      ["Yan", 5n],
      [undefined, 0n],
    ] as const) {
      const ledger = open(reporter);
      windowOver(ledger);
      expect(ledger.events(offences)).toMatchObject([
        { value: { reward: reward * PHA, treasury: (50n - reward) * PHA } },
      ]);
      expect(free(ledger, "Oda")).toBe(50n * PHA);
    }
  });

  it("returns when it is cancelled", () => {
    const ledger = open("Yan");
    ledger.run(root, cancel({ offence: 0 }));
    expect([free(ledger, "Oda"), free(ledger, escrowAccount)]).toEqual([100n * PHA, 0n]);
  });
});
