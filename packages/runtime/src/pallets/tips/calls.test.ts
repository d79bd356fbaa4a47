import { encode, H256, toHex, tuple, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { vectors } from "../../testing/vectors/cases.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { tipsPallet } from "./pallet.ts";
import { tips } from "./spec.ts";

const { report_awesome, retract_tip, tip_new, tip, close_tip, slash_tip } = callsOf(tips);
/** Substrate's tests count in existential deposits. */
const unit = existentialDeposit;
const tippers = ["10", "11", "12", "13", "14"];
const reason = utf8("awesome.dot");

let ledger: TestLedger;
const free = (who: string) => ledger.balanceOf(who).free / unit;
const hashFor = (who: string) =>
  toHex(blake2b256(encode(tuple(H256, H256), [toHex(blake2b256(reason)), accountOf(who)])));
const report = (who: string) => ledger.run("finder", report_awesome({ reason, who: addressOf(who) }));
const declare = (who: string, amounts: readonly (readonly [number, number])[]) => {
  for (const [tipper, amount] of amounts)
    ledger.run(String(tipper), tip({ hash: hashFor(who), tip_value: BigInt(amount) * unit }));
};
const closeAt = (who: string) => {
  ledger.runTo(ledger.now.number + 1);
  ledger.run("Zoe", close_tip({ hash: hashFor(who) }));
};
const even = [
  [10, 10],
  [11, 10],
  [12, 10],
] as const;

beforeEach(() => {
  ledger = testPallet([parametersPallet, councilPallet, tipsPallet], { genesis: { council: tippers.map(accountOf) } });
  ledger.setBalances({ finder: 100n * unit, Zoe: unit, [treasuryAccount]: 101n * unit });
  ledger.of(tips).figures.put({ countdown: 1, findersFee: 20, depositBase: unit, depositPerByte: unit });
});

describe("Substrate's test", () => {
  const tests: Readonly<Record<string, () => void>> = {
    report_awesome_and_tip_works() {
      report("three");
      expect([free("finder"), ledger.balanceOf("finder").reserved]).toEqual([88n, 12n * unit]);
      const call = tip({ hash: hashFor("three"), tip_value: 10n * unit });
      expect(ledger.refusal("Zoe", call)).toBe("frame.BadOrigin");
      declare("three", even);
      closeAt("three");
      expect([free("finder"), free("three"), ledger.balanceOf("finder").reserved]).toEqual([102n, 8n, 0n]);
    },
    report_awesome_from_beneficiary_and_tip_works() {
      report("finder");
      declare("finder", even);
      closeAt("finder");
      expect(free("finder")).toBe(110n);
    },
    close_tip_works() {
      ledger.run("10", tip_new({ reason, who: addressOf("three"), tip_value: 10n * unit }));
      const hash = hashFor("three");
      declare("three", [[11, 10]]);
      expect(ledger.refusal("Zoe", close_tip({ hash }))).toBe("Tips.StillOpen");
      declare("three", [[12, 10]]);
      expect(ledger.happened(tips)).toEqual(["TipClosing"]);
      expect(ledger.refusal("Zoe", close_tip({ hash }))).toBe("Tips.Premature");
      closeAt("three");
      expect(ledger.events(tips)).toMatchObject([{ type: "TipClosed", value: { payout: 10n * unit } }]);
      expect(ledger.refusal("Zoe", close_tip({ hash }))).toBe("Tips.UnknownTip");
    },
    slash_tip_works() {
      report("three");
      expect(ledger.refusal("finder", slash_tip({ hash: hashFor("three") }))).toBe("frame.BadOrigin");
      ledger.run(root, slash_tip({ hash: hashFor("three") }));
      expect([free("finder"), ledger.balanceOf("finder").reserved]).toEqual([88n, 0n]);
    },
    retract_tip_works() {
      report("three");
      const hash = hashFor("three");
      declare("three", even);
      expect(ledger.refusal("10", retract_tip({ hash }))).toBe("Tips.NotFinder");
      ledger.run("finder", retract_tip({ hash }));
      expect(free("finder")).toBe(100n);
      expect(ledger.refusal("Zoe", close_tip({ hash }))).toBe("Tips.UnknownTip");
    },
    tip_median_calculation_works() {
      ledger.run("10", tip_new({ reason, who: addressOf("three"), tip_value: 0n }));
      declare("three", [
        [11, 10],
        [12, 1_000_000],
      ]);
      closeAt("three");
      expect(free("three")).toBe(10n);
    },
    tip_changing_works() {
      ledger.run("10", tip_new({ reason, who: addressOf("three"), tip_value: 10_000n * unit }));
      declare("three", [
        [11, 10_000],
        [12, 10_000],
        [13, 0],
        [14, 0],
        [12, 1_000],
        [11, 100],
        [10, 10],
      ]);
      closeAt("three");
      expect(free("three")).toBe(10n);
    },
    tip_new_cannot_be_used_twice() {
      const call = tip_new({ reason, who: addressOf("three"), tip_value: 10n * unit });
      ledger.run("10", call);
      expect(ledger.refusal("11", call)).toBe("Tips.AlreadyKnown");
    },
  };

  const ids: string[] = vectors.tips.cases.map(({ id }: { id: string }) => id);
  it.each(ids)("%s", (id) => tests[id]?.());
  it("is each among them", () => expect(Object.keys(tests)).toEqual(ids));
});

describe("a tip", () => {
  it("that all its tippers have left is closed without a payment, and its deposit returns", () => {
    report("three");
    declare("three", even);
    ledger.of(council).members.put([accountOf("13")]);
    closeAt("three");
    expect(ledger.events(tips)).toMatchObject([{ type: "TipClosed", value: { payout: 0n } }]);
    expect([free("finder"), free("three")]).toEqual([100n, 0n]);
  });

  it("is never more than the treasury can pay", () => {
    report("finder");
    declare("finder", [
      [10, 10_000],
      [11, 10_000],
      [12, 10_000],
    ]);
    closeAt("finder");
    expect([free("finder"), free(treasuryAccount)]).toEqual([200n, 1n]);
  });

  it("needs a reason of at most 16384 bytes", () => {
    const call = report_awesome({ reason: new Uint8Array(16_385), who: addressOf("three") });
    expect(ledger.refusal("finder", call)).toBe("Tips.ReasonTooBig");
  });
});
