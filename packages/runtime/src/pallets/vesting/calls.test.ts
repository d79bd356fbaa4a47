import { readState, root, signed, storageKeys, viewOf } from "@pha/frame";
import { genesisHeader } from "@pha/light-client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../executive/block.ts";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { vestingPallet } from "./pallet.ts";
import { endOf, lockedAt } from "./schedule.ts";
import { maxSchedules, type VestingInfo, vesting } from "./spec.ts";

const own = callsOf(vesting);
const { transfer_allow_death } = callsOf(balances);
const plan = (locked: bigint, per_block: bigint, starting_block: number): VestingInfo => ({
  locked: locked * PHA,
  per_block: per_block * PHA,
  starting_block,
});
const give = (schedule: VestingInfo, to = "Zoe") => own.vested_transfer({ target: addressOf(to), schedule });

function setup() {
  const ledger = testPallet([vestingPallet]);
  ledger.setBalances({ Bob: 10_000n * PHA });
  const frozen = () => ledger.balanceOf("Zoe").frozen / PHA;
  const schedules = () => ledger.of(vesting).vesting.get(accountOf("Zoe"));
  return { ledger, frozen, schedules };
}

describe("a transfer that vests", () => {
  it("comes free with each block from its start, when somebody says so", () => {
    const { ledger, frozen, schedules } = setup();
    ledger.run("Bob", give(plan(10n, 2n, 5)));
    expect(ledger.balanceOf("Zoe").free).toBe(10n * PHA);
    expect(frozen()).toBe(10n);
    expect(ledger.refusal("Zoe", transfer_allow_death({ dest: addressOf("Bob"), value: PHA }))).toBe(
      "Balances.LiquidityRestrictions",
    );
    ledger.runTo(7);
    ledger.run("Zoe", own.vest({}));
    expect([frozen(), ledger.events(vesting)]).toEqual([
      6n,
      [{ type: "VestingUpdated", value: { account: accountOf("Zoe"), unvested: 6n * PHA } }],
    ]);
    ledger.runTo(10);
    ledger.run("Charlie", own.vest_other({ target: addressOf("Zoe") }));
    expect([frozen(), schedules()]).toEqual([0n, undefined]);
    expect(ledger.happened(vesting)).toEqual(["VestingCompleted"]);
    ledger.run("Zoe", transfer_allow_death({ dest: addressOf("Bob"), value: 10n * PHA }));
    expect(ledger.of(system).account.has(accountOf("Zoe"))).toBe(false);
  });

  it("is refused by rule, in this order, before anything is written", () => {
    const { ledger, schedules } = setup();
    expect(ledger.refusal("Bob", give({ locked: PHA - 1n, per_block: 0n, starting_block: 1 }))).toBe(
      "Vesting.AmountLow",
    );
    expect(ledger.refusal("Bob", give(plan(9n, 0n, 1)))).toBe("Vesting.InvalidScheduleParams");
    expect(ledger.refusal("Bob", give({ locked: 9n * PHA, per_block: 1n, starting_block: 1 }))).toBe(
      "Vesting.InvalidScheduleParams",
    );
    expect(ledger.refusal("Bob", give(plan(10_000_000n, 1n, 1)))).toBe("Balances.InsufficientBalance");
    expect(schedules()).toBeUndefined();
    for (let i = 0; i < maxSchedules; i++) ledger.run("Bob", give(plan(2n, 1n, 100)));
    expect(ledger.refusal("Bob", give(plan(2n, 1n, 100)))).toBe("Vesting.AtMaxVestingSchedules");
    expect(ledger.refusal("Charlie", own.vest({}))).toBe("Vesting.NotVesting");
    expect(ledger.refusal("Bob", own.vest_other({ target: addressOf("Charlie") }))).toBe("Vesting.NotVesting");
  });

  it("is forced by root alone, and ended", () => {
    const { ledger, frozen } = setup();
    const schedule = plan(10n, 1n, 50);
    const forced = own.force_vested_transfer({ source: addressOf("Bob"), target: addressOf("Zoe"), schedule });
    const ended = (schedule_index: number) =>
      own.force_remove_vesting_schedule({ target: addressOf("Zoe"), schedule_index });
    for (const call of [forced, ended(0)]) expect(ledger.refusal("Bob", call)).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, ended(0))).toBe("Vesting.InvalidScheduleParams");
    ledger.run(root, forced);
    ledger.run("Bob", give(plan(3n, 1n, 50)));
    expect(frozen()).toBe(13n);
    expect(ledger.refusal(root, ended(2))).toBe("Vesting.InvalidScheduleParams");
    ledger.run(root, ended(0));
    expect(frozen()).toBe(3n);
    ledger.run(root, ended(0));
    expect([frozen(), ledger.happened(vesting)]).toEqual([0n, ["VestingCompleted"]]);
  });

  it("locks what a held part counts towards as well", () => {
    const { ledger, frozen } = setup();
    ledger.run("Bob", give(plan(10n, 1n, 50)));
    ledger.run("Bob", give(plan(5n, 1n, 50)));
    expect(frozen()).toBe(15n);
  });
});

describe("two schedules", () => {
  const merge = (schedule1_index: number, schedule2_index: number) =>
    own.merge_schedules({ schedule1_index, schedule2_index });

  it("become one that ends with the later", () => {
    const { ledger, frozen, schedules } = setup();
    ledger.run("Bob", give(plan(10n, 1n, 0)));
    ledger.run("Bob", give(plan(8n, 2n, 11)));
    ledger.run("Bob", give(plan(5n, 1n, 90)));
    ledger.runTo(5);
    ledger.run("Zoe", merge(0, 1));
    expect(schedules()).toEqual([plan(5n, 1n, 90), { ...plan(13n, 0n, 11), per_block: (13n * PHA) / 4n }]);
    expect(frozen()).toBe(18n);
  });

  it("of which one is over become the other", () => {
    const { ledger, schedules } = setup();
    ledger.run("Bob", give(plan(2n, 1n, 0)));
    ledger.run("Bob", give(plan(8n, 2n, 11)));
    ledger.runTo(4);
    ledger.run("Zoe", merge(1, 0));
    expect(schedules()).toEqual([plan(8n, 2n, 11)]);
  });

  it("that are not there are refused; one with itself stays", () => {
    const { ledger } = setup();
    ledger.run("Zoe", merge(3, 3));
    expect(ledger.refusal("Zoe", merge(0, 1))).toBe("Vesting.NotVesting");
    ledger.run("Bob", give(plan(8n, 2n, 11)));
    expect(ledger.refusal("Zoe", merge(0, 1))).toBe("Vesting.ScheduleIndexOutOfBounds");
  });
});

it("goes on in a network that begins with this state, whose blocks begin anew", () => {
  const { ledger } = setup();
  for (const schedule of [plan(10n, 2n, 5), plan(3n, 1n, 0), plan(8n, 2n, 11)]) ledger.run("Bob", give(schedule));
  ledger.runTo(8);
  const { runtime, state } = ledger;
  const { vesting: schedules } = storageKeys(vesting);
  const key = schedules.key(accountOf("Zoe"));
  const carried = runtime.carryOver(viewOf(state), [...state.keys()], { name: "new" });
  const after = readState(vesting, viewOf(new Map([[key, carried.get(key) as Uint8Array]])));
  expect(after.vesting.get(accountOf("Zoe"))).toEqual([plan(6n, 2n, 0), plan(0n, 1n, 0), plan(8n, 2n, 4)]);
});

it("leaves nothing locked for ever in a network that begins with this state (property)", () => {
  const schedule = fc
    .record({ locked: fc.bigInt(1n, 20n), per: fc.bigInt(1n, 9n), start: fc.nat(12) })
    .map(({ locked, per, start }) => plan(locked, per, start));
  fc.assert(
    fc.property(fc.array(schedule, { minLength: 1, maxLength: 4 }), fc.integer({ min: 2, max: 20 }), (given, end) => {
      const { ledger } = setup();
      for (const each of given) ledger.run("Bob", give(each));
      const isVesting = ledger.of(vesting).vesting.has(accountOf("Zoe")); // not where all was over when it was given
      ledger.runTo(end);
      const { runtime, state } = ledger;
      const carried = runtime.carryOver(viewOf(state), [...state.keys()], { name: "new" });
      const next = new Map([...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : [])));
      const start = { timeMs: 1_000n, epoch: 1n, round: 0 };
      const { execution } = runtime.startBlock(viewOf(next), genesisHeader(`0x${"00".repeat(32)}`), start) as Block;
      const outcome = execution.dispatch(own.vest_other({ target: addressOf("Zoe") }), signed(accountOf("Bob")));
      expect(outcome.ok).toBe(isVesting);
      const left = given.reduce((sum, each) => sum + lockedAt(each, end), 0n);
      expect(execution.of(system).state.account.get(accountOf("Zoe")).data.frozen).toBe(left);
    }),
    { numRuns: 30 },
  );
});

it("locks exactly what has not vested, whatever is given, merged and vested when (property)", () => {
  const deed = fc.record({
    what: fc.constantFrom("give", "vest", "merge", "wait"),
    locked: fc.bigInt(1n, 50n),
    per: fc.bigInt(1n, 20n),
    start: fc.nat(30),
    index: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      const { ledger, schedules } = setup();
      let latest = 0n;
      for (const { what, locked, per, start, index } of deeds) {
        const call = {
          give: give(plan(locked, per, start)),
          vest: own.vest({}),
          merge: own.merge_schedules({ schedule1_index: index, schedule2_index: index + 1 }),
          wait: undefined,
        }[what];
        if (!call) {
          ledger.runTo(ledger.now.number + 1);
          continue;
        }
        try {
          ledger.run(what === "give" ? "Bob" : "Zoe", call);
        } catch (error) {
          expect(error).toMatchObject({ module: "Vesting" });
          continue;
        }
        const left = schedules() ?? [];
        const now = ledger.now.number;
        expect(ledger.balanceOf("Zoe").frozen).toBe(left.reduce((sum, one) => sum + lockedAt(one, now), 0n));
        for (const one of left) if (endOf(one) > latest) latest = endOf(one);
      }
      if (!schedules()) return;
      ledger.runTo(Number(latest) + 2 * 50);
      ledger.run("Bob", own.vest_other({ target: addressOf("Zoe") }));
      expect([ledger.balanceOf("Zoe").frozen, schedules()]).toEqual([0n, undefined]);
    }),
    { numRuns: 40 },
  );
});
