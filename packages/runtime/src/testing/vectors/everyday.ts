import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { expect } from "vitest";
import { PHA } from "../../pallets/balances/account-data.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { depositFor, usualFigures } from "../../pallets/preimage/figures.ts";
import { preimage } from "../../pallets/preimage/spec.ts";
import { schedule as scheduleTask } from "../../pallets/scheduler/agenda.ts";
import { scheduler } from "../../pallets/scheduler/spec.ts";
import { system } from "../../pallets/system/spec.ts";
import { utility } from "../../pallets/utility/spec.ts";
import { RuntimeCall } from "../../references.ts";
import { callsOf } from "../calls.ts";
import { testNetwork } from "../index.ts";
import { addressOf } from "../people.ts";
import type { Case, Replay } from "./cases.ts";

const { schedule, schedule_after } = callsOf(scheduler);
const { note_preimage, unnote_preimage, request_preimage, unrequest_preimage } = callsOf(preimage);
const once = { maybe_periodic: undefined, priority: 127 };
/** Says which task ran. */
const mark = (amount: number) =>
  callsOf(balances).force_set_balance({ who: addressOf("Zoe"), new_free: BigInt(amount) * PHA });
const hashOf = (bytes: Uint8Array): Hex => toHex(blake2b256(bytes));

function setup() {
  const ledger = testNetwork();
  ledger.setBalances({ Yves: 1_000n * PHA });
  const marks = () =>
    ledger.events(balances).flatMap((e) => (e.type === "BalanceSet" ? [Number(e.value.free / PHA)] : []));
  const held = () => ledger.balanceOf("Yves").reserved;
  return { ledger, marks, held };
}

const deposit = (length: number) => depositFor(usualFigures, length);

interface Task extends Case {
  readonly now: number;
  readonly after: number;
  readonly runs_at: number;
  readonly same_block: readonly { readonly id: number; readonly priority: number }[];
  readonly order: readonly number[];
  readonly err: string;
}

const tasks: Readonly<Record<string, (of: Task) => void>> = {
  schedule_after_works({ now, after, runs_at }) {
    const { ledger, marks } = setup();
    ledger.runTo(now);
    ledger.run(root, schedule_after({ after, ...once, call: mark(1) }));
    ledger.runTo(runs_at - 1);
    expect(marks()).toEqual([]);
    ledger.runTo(runs_at);
    expect(marks()).toEqual([1]);
  },
  schedule_after_zero_works() {
    const { ledger, marks } = setup();
    ledger.run(root, schedule_after({ after: 0, ...once, call: mark(1) }));
    ledger.runTo(ledger.now.number + 1);
    expect(marks()).toEqual([1]);
  },
  scheduler_respects_priority_ordering({ same_block, order }) {
    const { ledger, marks } = setup();
    for (const { id, priority } of same_block)
      ledger.run(root, schedule({ when: 4, maybe_periodic: undefined, priority, call: mark(id) }));
    ledger.runTo(4);
    expect(marks()).toEqual(order);
  },
  fails_to_schedule_task_in_the_past({ err }) {
    const { ledger } = setup();
    ledger.runTo(5);
    for (const when of [4, 5])
      expect(ledger.refusal(root, schedule({ when, ...once, call: mark(1) }))).toBe(`Scheduler.${err}`);
  },
  unavailable_call_is_detected() {
    const { ledger } = setup();
    const call = { type: "Lookup", value: { hash: hashOf(utf8("nothing")), len: 300 } } as const;
    ledger.act((env) => scheduleTask(env, 4, call, { priority: 127, origin: root }));
    ledger.runTo(9);
    expect(ledger.events(scheduler)).toEqual([{ type: "CallUnavailable", value: { task: [4, 0], id: undefined } }]);
  },
  scheduling_with_preimages_works() {
    const { ledger, marks, held } = setup();
    const large = callsOf(system).remark({ remark: new Uint8Array(200) });
    const bytes = encode(RuntimeCall, callsOf(utility).batch_all({ calls: [large, mark(1)] }));
    const call = { type: "Lookup", value: { hash: hashOf(bytes), len: bytes.length } } as const;
    ledger.act((env) => scheduleTask(env, 4, call, { priority: 127, origin: root }));
    ledger.run("Yves", note_preimage({ bytes }));
    expect(held()).toBe(0n);
    ledger.runTo(4);
    expect(marks()).toEqual([1]);
    expect(ledger.of(preimage).preimageFor.has([hashOf(bytes), bytes.length])).toBe(false);
  },
};

/** Replays a rule of the scheduler. */
export const replayTask: Replay<Task> = (of) => (tasks[of.id] ?? unknown(of))(of);

const images: Readonly<Record<string, () => void>> = {
  user_noted_then_requested_preimage_is_refunded_once_only() {
    const { ledger, held } = setup();
    const [three, one] = [new Uint8Array(3), new Uint8Array(1)];
    ledger.run("Yves", note_preimage({ bytes: three }));
    expect(held()).toBe(deposit(3));
    ledger.run("Yves", note_preimage({ bytes: one }));
    expect(held()).toBe(deposit(3) + deposit(1));
    ledger.run(root, request_preimage({ hash: hashOf(one) }));
    ledger.run(root, unrequest_preimage({ hash: hashOf(one) }));
    ledger.run("Yves", unnote_preimage({ hash: hashOf(one) }));
    expect(held()).toBe(deposit(3));
  },
  requested_then_user_noted_preimage_is_free() {
    const { ledger, held } = setup();
    const bytes = new Uint8Array(1);
    ledger.run(root, request_preimage({ hash: hashOf(bytes) }));
    ledger.run("Yves", note_preimage({ bytes }));
    expect(held()).toBe(0n);
  },
  requested_then_noted_preimage_cannot_be_unnoted() {
    const { ledger } = setup();
    const bytes = new Uint8Array(1);
    const key = [hashOf(bytes), 1] as const;
    ledger.run(root, note_preimage({ bytes }));
    ledger.run(root, request_preimage({ hash: hashOf(bytes) }));
    ledger.run(root, unnote_preimage({ hash: hashOf(bytes) }));
    expect(ledger.of(preimage).preimageFor.has(key)).toBe(true);
    ledger.run(root, unrequest_preimage({ hash: hashOf(bytes) }));
    expect(ledger.of(preimage).preimageFor.has(key)).toBe(false);
  },
  unrequest_preimage_works() {
    const { ledger } = setup();
    const bytes = new Uint8Array(1);
    const hash = hashOf(bytes);
    for (let i = 0; i < 2; i++) ledger.run(root, request_preimage({ hash }));
    ledger.run("Yves", note_preimage({ bytes }));
    const other = unrequest_preimage({ hash: hashOf(utf8("other")) });
    expect(ledger.refusal(root, other)).toBe("Preimage.NotRequested");
    ledger.run(root, unrequest_preimage({ hash }));
    expect(ledger.of(preimage).preimageFor.has([hash, 1])).toBe(true);
    ledger.run(root, unrequest_preimage({ hash }));
    expect(ledger.of(preimage).preimageFor.has([hash, 1])).toBe(false);
    expect(ledger.refusal(root, unrequest_preimage({ hash }))).toBe("Preimage.NotRequested");
  },
};

/** Replays a rule of preimages; the deposits are this network's. */
export const replayImage: Replay = (of) => (images[of.id] ?? unknown(of))();

function unknown({ id }: Case): never {
  throw new Error(`no replay of ${id}`);
}
