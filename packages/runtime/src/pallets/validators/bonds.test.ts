import type { Hex } from "@pha/codec";
import { root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { usualFigures } from "./figures.ts";
import { validatorsPallet } from "./pallet.ts";
import { slashBond } from "./slash.ts";
import { validators } from "./spec.ts";

const { set_validators, bond, unbond, reclaim_bond, rotate_key } = callsOf(validators);
const key = (n: number): Hex => `0x${n.toString(16).padStart(40, "0")}`;
const appoint = (...rows: readonly (readonly [number, string])[]) =>
  set_validators({ validators: rows.map(([n, who]) => ({ address: key(n), operator: accountOf(who) })) });

let ledger: TestLedger;
const held = (who: string) => ledger.balanceOf(who).reserved;
const office = () => {
  const { set, sets } = ledger.of(validators);
  return sets.get(set.get().id)?.validators ?? [];
};
const askFor = (leastBond: bigint) => ledger.of(validators).figures.put({ ...usualFigures, leastBond });

/** Every block is a day on. */
beforeEach(() => {
  ledger = testPallet([validatorsPallet], { genesis: { timestamp: { tickMs: 1 } }, blockMs: 7_200n });
  for (const who of ["Olga", "Oleg"]) ledger.setBalances({ [who]: 1_000n * PHA });
});

const days = (count: number) => ledger.runTo(ledger.now.number + count);

describe("a bond", () => {
  it("is an operator's, on hold, for all its validators; what it was is in the record of the set", () => {
    ledger.run("Olga", bond({ amount: 100n * PHA }));
    ledger.run("Olga", bond({ amount: 50n * PHA }));
    expect(held("Olga")).toBe(150n * PHA);
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"]));
    expect(office().map((validator) => validator.bond)).toEqual([150n * PHA, 0n]);
  });

  it("is asked for by figure: as much for each validator of who is appointed", () => {
    askFor(100n * PHA);
    ledger.run("Olga", bond({ amount: 199n * PHA }));
    expect(ledger.refusal(root, appoint([1, "Oleg"]))).toBe("Validators.TooLittleBond");
    expect(ledger.refusal(root, appoint([1, "Olga"], [2, "Olga"]))).toBe("Validators.TooLittleBond");
    ledger.run("Olga", bond({ amount: PHA }));
    ledger.run(root, appoint([1, "Olga"], [2, "Olga"]));
    expect(office()).toHaveLength(2);
  });

  it("stays while its operator is in office, and 28 days after it was taken away; nothing is left of it then", () => {
    askFor(PHA);
    for (const who of ["Olga", "Oleg"]) ledger.run(who, bond({ amount: 10n * PHA }));
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"]));
    expect(ledger.refusal("Olga", unbond({}))).toBe("Validators.InOffice");
    expect(ledger.refusal("Olga", reclaim_bond({}))).toBe("Validators.NotLeaving");
    ledger.run(root, appoint([2, "Oleg"]));
    ledger.run("Olga", unbond({}));
    for (const call of [unbond({}), bond({ amount: PHA })])
      expect(ledger.refusal("Olga", call)).toBe("Validators.Leaving");
    expect(ledger.refusal(root, appoint([1, "Olga"]))).toBe("Validators.TooLittleBond");
    days(27);
    expect(ledger.refusal("Olga", reclaim_bond({}))).toBe("Validators.NotFree");
    days(1);
    ledger.run("Olga", reclaim_bond({}));
    expect([held("Olga"), ledger.of(validators).bonds.get(accountOf("Olga"))]).toEqual([0n, undefined]);
    for (const call of [unbond({}), reclaim_bond({}), bond({ amount: 0n })])
      expect(ledger.refusal("Olga", call)).toBe("Validators.NoBond");
  });

  it("that leaves stays with who is appointed again", () => {
    ledger.run("Olga", bond({ amount: 10n * PHA }));
    ledger.run("Olga", unbond({}));
    days(30);
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"]));
    expect(ledger.refusal("Olga", reclaim_bond({}))).toBe("Validators.InOffice");
  });
});

it("a slash takes a part of a bond, also while that leaves, and moves it", () => {
  ledger.run("Olga", bond({ amount: 100n * PHA }));
  const slash = (millionths: number) =>
    ledger.act((env) => slashBond(env, accountOf("Olga"), millionths, accountOf("Oleg")));
  expect([slash(100_000), held("Olga"), ledger.balanceOf("Oleg").free]).toEqual([10n * PHA, 90n * PHA, 1_010n * PHA]);
  ledger.run("Olga", unbond({}));
  expect([slash(1_000_000), held("Olga"), slash(1_000_000)]).toEqual([90n * PHA, 0n, 0n]);
  expect(ledger.refusal("Olga", reclaim_bond({}))).toBe("Validators.NoBond");
});

describe("a key", () => {
  it("is exchanged by its operator, once a day; the others stay as they are", () => {
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"], [3, "Oleg"]));
    days(1);
    const before = ledger.of(validators).set.get();
    const rotate = (from: number, to: number) => rotate_key({ from: key(from), to: key(to) });
    expect(ledger.refusal("Olga", rotate(2, 9))).toBe("Validators.NotOperator");
    expect(ledger.refusal("Oleg", rotate(2, 1))).toBe("Validators.BadValidatorSet");
    ledger.run("Oleg", rotate(2, 9));
    expect(ledger.events(validators)).toEqual([
      { type: "SetChanged", value: { id: before.id + 1n, addresses: [key(1), key(9), key(3)] } },
    ]);
    expect(office().map(({ operator }) => operator)).toEqual([accountOf("Olga"), accountOf("Oleg"), accountOf("Oleg")]);
    expect(ledger.of(validators).sets.get(before.id)?.to).toBe(ledger.now.number);
    expect(ledger.refusal("Oleg", rotate(3, 8))).toBe("Validators.TooSoon");
    ledger.run("Olga", rotate(1, 7));
    days(1);
    ledger.run("Oleg", rotate(3, 8));
    expect(ledger.of(validators).set.get().addresses).toEqual([key(7), key(9), key(8)]);
  });

  it("is exchanged whatever others have put up: who is in office when more is asked for stays", () => {
    ledger.run("Olga", bond({ amount: 10n * PHA }));
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"]));
    askFor(10n * PHA);
    ledger.run("Olga", rotate_key({ from: key(1), to: key(9) }));
    expect(office()).toMatchObject([
      { address: key(9), bond: 10n * PHA },
      { address: key(2), bond: 0n },
    ]);
  });

  it("is exchanged by no operator whose bond does not suffice", () => {
    ledger.run(root, appoint([1, "Olga"], [2, "Oleg"]));
    askFor(PHA);
    expect(ledger.refusal("Olga", rotate_key({ from: key(1), to: key(9) }))).toBe("Validators.TooLittleBond");
  });
});
