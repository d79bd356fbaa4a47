import { concat, encode, type Hex, toHex, u32 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, definePallet, filter, filterOf, restrict, root, signed } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinPallet } from "../../pallet.ts";
import { RuntimeCall } from "../../references.ts";
import { accountOf, addressOf, callsOf, dev, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { preimagePallet } from "../preimage/pallet.ts";
import { bound } from "../preimage/requests.ts";
import { preimage } from "../preimage/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { system } from "../system/spec.ts";
import { utility } from "../utility/spec.ts";
import { schedule as scheduleTask } from "./agenda.ts";
import { schedulerPallet } from "./pallet.ts";
import { maxPerBlock, scheduler } from "./spec.ts";

const { schedule, cancel, schedule_named, cancel_named, schedule_after, schedule_named_after } = callsOf(scheduler);
const { set_retry, set_retry_named, cancel_retry, cancel_retry_named } = callsOf(scheduler);
const { force_set_balance, force_transfer } = callsOf(balances);
const remark = callsOf(system).remark({ remark: new Uint8Array(1) });
const id: Hex = `0x${"01".repeat(32)}`;
const once = { maybe_periodic: undefined, priority: 127 };
/** Says when it ran. */
const set = (amount: bigint) => force_set_balance({ who: addressOf("Zoe"), new_free: amount * PHA });
/** Fails while nobody gives Yves anything. */
const take = force_transfer({ source: addressOf("Yves"), dest: addressOf("Zoe"), value: PHA });
const large = (call: Call) =>
  callsOf(utility).batch_all({ calls: [callsOf(system).remark({ remark: new Uint8Array(200) }), call] });
const hashOf = (call: Call): Hex => toHex(blake2b256(encode(RuntimeCall, call)));

function setup() {
  const ledger = testPallet([preimagePallet, schedulerPallet]);
  const zoe = () => ledger.balanceOf("Zoe").free / PHA;
  /** In which blocks Zoe's balance changed up to a block, and to what. */
  const watch = (to: number) => {
    const seen: [number, bigint][] = [];
    for (let before = zoe(); ledger.now.number < to; before = zoe()) {
      ledger.runTo(ledger.now.number + 1);
      if (zoe() !== before) seen.push([ledger.now.number, zoe()]);
    }
    return seen;
  };
  const isEmpty = () => {
    const { agenda, incompleteSince, lastAgenda, retries, lookup } = ledger.of(scheduler);
    const blocks = Array.from({ length: 60 }, (_, when) => when);
    return ![
      incompleteSince.has(),
      lastAgenda.has(),
      lookup.has(id),
      ...blocks.flatMap((when) => [agenda.has(when), retries.has([when, 0]), retries.has([when, 1])]),
    ].includes(true);
  };
  return { ledger, zoe, watch, isEmpty };
}

describe("scheduling", () => {
  it("dispatches at its block, once, on the authority that scheduled it, and leaves nothing", () => {
    const { ledger, watch, isEmpty } = setup();
    ledger.run(root, schedule({ when: 4, ...once, call: set(7n) }));
    expect(ledger.events(scheduler)).toEqual([{ type: "Scheduled", value: { when: 4, index: 0 } }]);
    expect(watch(8)).toEqual([[4, 7n]]);
    expect(isEmpty()).toBe(true);
  });

  it("is root's, of a block to come, of a name that is free, of a block with room, in this order", () => {
    const { ledger } = setup();
    ledger.runTo(3);
    const past = schedule_named({ id, when: 3, ...once, call: remark });
    expect(ledger.refusal("Alice", past)).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, past)).toBe("Scheduler.TargetBlockNumberInPast");
    ledger.run(root, schedule_named({ id, when: 5, ...once, call: remark }));
    expect(ledger.refusal(root, past)).toBe("Scheduler.FailedToSchedule");
    for (let i = 1; i < maxPerBlock; i++) ledger.run(root, schedule({ when: 5, ...once, call: remark }));
    expect(ledger.refusal(root, schedule({ when: 5, ...once, call: large(remark) }))).toBe("Scheduler.AgendaIsFull");
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(large(remark)))).toBe(false);
    ledger.run(root, cancel({ when: 5, index: 7 }));
    ledger.run(root, schedule({ when: 5, ...once, call: remark }));
    expect(ledger.events(scheduler)).toEqual([{ type: "Scheduled", value: { when: 5, index: 7 } }]);
  });

  it("after so many blocks", () => {
    const { ledger, watch } = setup();
    ledger.runTo(2);
    ledger.run(root, schedule_after({ after: 0xffff_ffff, ...once, call: remark }));
    expect(ledger.of(scheduler).agenda.has(0xffff_ffff)).toBe(true);
    ledger.run(root, schedule_named_after({ id, after: 1, ...once, call: set(9n) }));
    expect(watch(6)).toEqual([[4, 9n]]);
  });

  it("repeats a periodic task as often as it says, under its name", () => {
    const { ledger, watch, isEmpty } = setup();
    ledger.run(root, schedule_named({ id, when: 4, maybe_periodic: [3, 3], priority: 0, call: large(set(1n)) }));
    ledger.runTo(5);
    expect(ledger.of(scheduler).lookup.get(id)).toEqual([7, 0]);
    ledger.setBalances({ Zoe: 0n });
    expect(watch(9)).toEqual([[7, 1n]]);
    ledger.setBalances({ Zoe: 0n });
    expect(watch(20)).toEqual([[10, 1n]]);
    expect(isEmpty()).toBe(true);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(large(set(1n))))).toBe(false);
  });

  it("ends a periodic task that finds no room in its next block", () => {
    const { ledger } = setup();
    ledger.run(root, schedule({ when: 4, maybe_periodic: [2, 2], priority: 0, call: large(remark) }));
    for (let i = 0; i < maxPerBlock; i++) ledger.run(root, schedule({ when: 6, ...once, call: remark }));
    ledger.runTo(4);
    expect(ledger.happened(scheduler)).toEqual(["Dispatched", "PeriodicFailed"]);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(large(remark)))).toBe(false);
  });

  it("keeps the restrictions of who scheduled", () => {
    const only = definePallet("Only", 60, {
      filters: { NoTransfers: filter(0, u32, "No transfers.") },
    });
    const onlyPallet = joinPallet(only, { filters: { NoTransfers: (_, { type }) => type !== "Balances" } });
    const ledger = testPallet([preimagePallet, schedulerPallet, onlyPallet]);
    const origin = restrict(root, filterOf(only, "NoTransfers", 0));
    ledger.run(origin, schedule({ when: 3, ...once, call: set(1n) }));
    ledger.runTo(3);
    expect(ledger.events(scheduler)).toMatchObject([
      { value: { result: { type: "Err", value: { type: "Module", value: { index: 0 } } } } },
    ]);
    expect(ledger.balanceOf("Zoe").free).toBe(0n);
  });
});

describe("cancelling", () => {
  it("takes a task back, with its name and its request", () => {
    const { ledger, watch, isEmpty } = setup();
    const call = large(set(1n));
    ledger.run(root, schedule_named({ id, when: 4, ...once, call }));
    expect(ledger.of(preimage).requestStatusFor.get(hashOf(call))).toMatchObject({ value: { count: 1 } });
    ledger.run(root, cancel_named({ id }));
    expect(ledger.events(scheduler)).toEqual([
      { type: "Canceled", value: { when: 4, index: 0 } },
      { type: "NameFreed", value: { task: [4, 0], id } },
    ]);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(call))).toBe(false);
    expect(ledger.of(preimage).preimageFor.has([hashOf(call), encode(RuntimeCall, call).length])).toBe(false);
    expect(watch(6)).toEqual([]);
    expect(isEmpty()).toBe(true);
  });

  it("needs a task, and the authority that scheduled it", () => {
    const { ledger } = setup();
    for (const call of [
      cancel({ when: 4, index: 0 }),
      cancel_named({ id }),
      set_retry({ task: [4, 0], retries: 1, period: 1 }),
      set_retry_named({ id, retries: 1, period: 1 }),
      cancel_retry({ task: [4, 0] }),
      cancel_retry_named({ id }),
    ])
      expect(ledger.refusal(root, call)).toBe("Scheduler.NotFound");
    const task = { priority: 0, origin: signed(accountOf("Alice")) };
    ledger.act((env) => scheduleTask(env, 4, bound(env, remark), task));
    expect(ledger.refusal(root, cancel({ when: 4, index: 0 }))).toBe("frame.BadOrigin");
  });

  it("by a task of the same block keeps a later one from running", () => {
    const { ledger, watch } = setup();
    ledger.run(root, schedule({ when: 4, maybe_periodic: undefined, priority: 1, call: set(1n) }));
    ledger.run(
      root,
      schedule({ when: 4, maybe_periodic: undefined, priority: 0, call: cancel({ when: 4, index: 0 }) }),
    );
    expect(watch(6)).toEqual([]);
  });
});

describe("a task that fails", () => {
  it("is said to have failed, and is over", () => {
    const { ledger, isEmpty } = setup();
    ledger.run(root, schedule({ when: 3, ...once, call: take }));
    ledger.runTo(4);
    expect(ledger.events(scheduler)).toMatchObject([
      { type: "Dispatched", value: { task: [3, 0], result: { type: "Err", value: { type: "Module" } } } },
    ]);
    expect(isEmpty()).toBe(true);
  });

  it("is tried again as often as its retries say, until it succeeds", () => {
    const { ledger, isEmpty } = setup();
    const call = large(take);
    ledger.run(root, schedule_named({ id, when: 3, ...once, call }));
    ledger.run(root, set_retry_named({ id, retries: 5, period: 2 }));
    expect(ledger.events(scheduler)).toEqual([
      { type: "RetrySet", value: { task: [3, 0], id, period: 2, retries: 5 } },
    ]);
    ledger.runTo(5);
    expect(ledger.of(scheduler).retries.get([7, 0])).toEqual({ total_retries: 5, remaining: 3, period: 2 });
    ledger.setBalances({ Yves: 2n * PHA });
    ledger.runTo(20);
    expect(ledger.balanceOf("Zoe").free).toBe(PHA);
    expect(isEmpty()).toBe(true);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(call))).toBe(false);
  });

  it("is over when its retries are, or when they are cancelled", () => {
    const { ledger, isEmpty } = setup();
    ledger.run(root, schedule({ when: 3, ...once, call: take }));
    ledger.run(root, set_retry({ task: [3, 0], retries: 1, period: 1 }));
    ledger.runTo(3);
    expect(ledger.happened(scheduler)).toEqual(["Dispatched", "Scheduled"]);
    ledger.runTo(4);
    expect(ledger.happened(scheduler)).toEqual(["Dispatched"]);
    ledger.run(root, schedule({ when: 6, ...once, call: take }));
    ledger.run(root, set_retry({ task: [6, 0], retries: 9, period: 1 }));
    ledger.run(root, cancel_retry({ task: [6, 0] }));
    expect(ledger.happened(scheduler)).toEqual(["RetryCancelled"]);
    ledger.runTo(9);
    ledger.run(root, schedule_named({ id, when: 11, ...once, call: take }));
    ledger.run(root, set_retry_named({ id, retries: 9, period: 1 }));
    ledger.run(root, cancel_retry_named({ id }));
    ledger.runTo(14);
    expect(isEmpty()).toBe(true);
  });

  it("ends where the block of its next attempt is full", () => {
    const { ledger } = setup();
    ledger.run(root, schedule({ when: 3, ...once, call: take }));
    ledger.run(root, set_retry({ task: [3, 0], retries: 1, period: 1 }));
    for (let i = 0; i < maxPerBlock; i++) ledger.run(root, schedule({ when: 4, ...once, call: remark }));
    ledger.runTo(3);
    expect(ledger.happened(scheduler)).toEqual(["Dispatched", "RetryFailed"]);
  });
});

describe("a block's room", () => {
  const setCode = callsOf(system).set_code({ code: new Uint8Array(8) });

  it("postpones by priority what does not fit, and it keeps its name and goes first in the next block", () => {
    const { ledger, isEmpty } = setup();
    // Three calls of half a second each are within 1.6 seconds, four are not.
    for (let i = 0; i < 5; i++)
      ledger.run(root, schedule({ when: 3, maybe_periodic: undefined, priority: i, call: setCode }));
    ledger.run(root, schedule_named({ id, when: 3, maybe_periodic: undefined, priority: 200, call: large(setCode) }));
    ledger.run(root, schedule({ when: 4, maybe_periodic: undefined, priority: 0, call: setCode }));
    ledger.runTo(3);
    expect(ledger.events(scheduler).map(({ value }) => (value as { task?: unknown }).task)).toEqual([
      [3, 0],
      [3, 1],
      [3, 2],
    ]);
    expect(ledger.of(scheduler).incompleteSince.get()).toBe(3);
    expect(ledger.of(scheduler).lookup.get(id)).toEqual([3, 5]);
    ledger.runTo(4);
    expect(ledger.events(scheduler).map(({ value }) => (value as { task?: unknown }).task)).toEqual([
      [3, 3],
      [3, 4],
      [3, 5],
    ]);
    ledger.runTo(5);
    expect(ledger.events(scheduler).map(({ value }) => (value as { task?: unknown }).task)).toEqual([[4, 0]]);
    expect(isEmpty()).toBe(true);
  });

  it("ends a task that no block has room for, and says which", () => {
    const { ledger, isEmpty } = setup();
    const call = callsOf(utility).batch_all({ calls: [setCode, setCode, setCode, setCode] });
    ledger.run(root, schedule_named({ id, when: 3, ...once, call: large(call) }));
    ledger.run(root, schedule({ when: 3, ...once, call: set(1n) }));
    ledger.runTo(4);
    expect(ledger.events(scheduler)).toEqual([
      { type: "PermanentlyOverweight", value: { task: [3, 0], id } },
      { type: "Dispatched", value: { task: [3, 1], id: undefined, result: { type: "Ok", value: undefined } } },
    ]);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(large(call)))).toBe(false);
    expect(isEmpty()).toBe(true);
  });

  it("goes to what blocks without hooks have left behind first, as those of a migration do", () => {
    const { ledger, isEmpty } = setup();
    ledger.run(root, schedule({ when: 30, ...once, call: set(30n) }));
    ledger.runTo(20);
    const { agenda, incompleteSince } = ledger.of(scheduler);
    const [task] = agenda.get(30);
    const missed = (amount: bigint) =>
      task && { ...task, call: { type: "Inline", value: encode(RuntimeCall, set(amount)) } as const };
    agenda.put(5, [missed(5n)]);
    agenda.put(18, [missed(18n)]);
    incompleteSince.put(5);
    ledger.runTo(21);
    expect(ledger.events(balances).flatMap((e) => (e.type === "BalanceSet" ? [e.value.free / PHA] : []))).toEqual([
      5n,
      18n,
    ]);
    ledger.runTo(31);
    expect([ledger.balanceOf("Zoe").free / PHA, isEmpty()]).toEqual([30n, true]);
  });

  it("is taken before extrinsics come", () => {
    const { ledger } = setup();
    for (let i = 0; i < 3; i++) ledger.run(root, schedule({ when: 3, ...once, call: setCode }));
    ledger.runTo(3);
    expect(() => ledger.block(ledger.sign(dev("Alice"), callsOf(sudo).sudo({ call: setCode })))).toThrow(
      expect.objectContaining({ code: "transaction.ExhaustsResources" }),
    );
  });
});

describe("a call that is not there", () => {
  it("is said to be unavailable; its task ends and its request goes", () => {
    const { ledger, isEmpty } = setup();
    const hash = hashOf(large(set(1n)));
    const task = { priority: 0, origin: root, id };
    ledger.act((env) => scheduleTask(env, 4, { type: "Lookup", value: { hash, len: 300 } }, task));
    expect(ledger.of(preimage).requestStatusFor.get(hash)).toMatchObject({ value: { count: 1 } });
    ledger.runTo(4);
    expect(ledger.events(scheduler)).toEqual([{ type: "CallUnavailable", value: { task: [4, 0], id } }]);
    expect(ledger.of(preimage).requestStatusFor.has(hash)).toBe(false);
    expect(isEmpty()).toBe(true);
  });

  it("is one that this runtime does not know, as after an upgrade", () => {
    const { ledger, watch } = setup();
    const unknown = concat(Uint8Array.of(250, 0), encode(u32, 1));
    ledger.act((env) => scheduleTask(env, 4, { type: "Inline", value: unknown }, { priority: 0, origin: root }));
    ledger.run(root, schedule({ when: 4, ...once, call: set(1n) }));
    expect(watch(4)).toEqual([[4, 1n]]);
    expect(ledger.happened(scheduler)).toEqual(["CallUnavailable", "Dispatched"]);
  });

  it("is there when anybody notes it in time, without a deposit", () => {
    const { ledger, watch } = setup();
    const bytes = encode(RuntimeCall, large(set(5n)));
    const hash = toHex(blake2b256(bytes));
    const lookup = { type: "Lookup", value: { hash, len: bytes.length } } as const;
    ledger.act((env) => scheduleTask(env, 4, lookup, { priority: 0, origin: root }));
    ledger.run("Bob", callsOf(preimage).note_preimage({ bytes }));
    expect(ledger.balanceOf("Bob").reserved).toBe(0n);
    expect(watch(6)).toEqual([[4, 5n]]);
    expect(ledger.of(preimage).preimageFor.has([hash, bytes.length])).toBe(false);
  });
});

describe("Substrate's cases", () => {
  it("schedule_after_works, and with nothing in between", () => {
    const { ledger, watch } = setup();
    ledger.runTo(2);
    ledger.run(root, schedule_after({ after: 3, ...once, call: set(42n) }));
    expect(watch(8)).toEqual([[6, 42n]]);
    ledger.run(root, schedule_after({ after: 0, ...once, call: set(43n) }));
    expect(watch(12)).toEqual([[9, 43n]]);
  });

  it("scheduler_respects_priority_ordering", () => {
    const { ledger } = setup();
    ledger.run(root, schedule({ when: 4, maybe_periodic: undefined, priority: 1, call: set(42n) }));
    ledger.run(root, schedule({ when: 4, maybe_periodic: undefined, priority: 0, call: set(69n) }));
    ledger.runTo(4);
    expect(ledger.events(balances).flatMap((e) => (e.type === "BalanceSet" ? [e.value.free / PHA] : []))).toEqual([
      69n,
      42n,
    ]);
  });
});

it("does every task that can run exactly once, not before its block, and leaves nothing (property)", () => {
  const task = fc.record({
    when: fc.integer({ min: 2, max: 8 }),
    priority: fc.nat(3),
    heavy: fc.boolean(),
    isLarge: fc.boolean(),
    cancelled: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(task, { maxLength: 12 }), (tasks) => {
      const { ledger, isEmpty } = setup();
      const setCode = callsOf(system).set_code({ code: new Uint8Array(8) });
      const calls = tasks.map(({ heavy, isLarge }, i) => {
        const own = callsOf(utility).batch({ calls: [set(BigInt(i + 1)), ...(heavy ? [setCode] : [])] });
        return isLarge ? large(own) : own;
      });
      const at = tasks.map(({ when, priority }, i) => {
        ledger.run(root, schedule({ when, maybe_periodic: undefined, priority, call: calls[i] as Call }));
        return (ledger.events(scheduler)[0] as { value: { when: number; index: number } }).value;
      });
      for (const [i, { cancelled }] of tasks.entries())
        if (cancelled) ledger.run(root, cancel(at[i] as { when: number; index: number }));
      const ran: [number, bigint][] = [];
      while (ledger.now.number < 16) {
        ledger.runTo(ledger.now.number + 1);
        for (const event of ledger.events(balances))
          if (event.type === "BalanceSet") ran.push([ledger.now.number, event.value.free / PHA]);
      }
      const expected = tasks.flatMap(({ cancelled }, i) => (cancelled ? [] : [BigInt(i + 1)]));
      expect(ran.map(([, which]) => which).sort()).toEqual(expected.sort());
      for (const [block, which] of ran) expect(block).toBeGreaterThanOrEqual(tasks[Number(which) - 1]?.when ?? 0);
      expect(isEmpty()).toBe(true);
      for (const call of calls) expect(ledger.of(preimage).requestStatusFor.has(hashOf(call))).toBe(false);
    }),
    { numRuns: 20 },
  );
});
