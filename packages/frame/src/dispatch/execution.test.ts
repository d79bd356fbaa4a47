import { encode, type Hex, u64 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { storageKeys } from "../state/access.ts";
import { NotLoaded, type StateView, viewOf } from "../state/view.ts";
import { counters, countersCalls } from "../testing.ts";
import { Execution } from "./execution.ts";
import { none, originOf, root, signed } from "./origin.ts";
import { eventOf, findEvent, makeCall } from "./values.ts";

const who: Hex = `0x${"11".repeat(32)}`;
const block = { number: 1, parentHash: who, genesisHash: who, timeMs: 5n };
const add = (amount: number) => makeCall(counters, "add", { amount });
const both = (...calls: ReturnType<typeof add>[]) => makeCall(counters, "both", { calls });

const failing = (before?: (name: string) => void): never => {
  before?.("undone");
  throw counters.errors.TooMuch();
};

function setup(view: StateView = viewOf(new Map())) {
  const execution = new Execution(view, block, new Map([["Counters", countersCalls]]));
  return { execution, state: execution.of(counters).state };
}

describe("dispatch", () => {
  it("gives the call its caller, storage and events", () => {
    const { execution, state } = setup();
    expect(execution.dispatch(add(5), signed(who))).toEqual({ ok: true });
    expect([state.counter.get(who), state.total.get(), state.last.get()]).toEqual([5, 5n, who]);
    const [event] = execution.events;
    expect(event && eventOf(counters, "Added", event)).toEqual({ who, amount: 5 });
    expect(event && eventOf(counters, "Done", event)).toBeUndefined();
    expect(findEvent(execution.events, counters, "Added")).toEqual({ who, amount: 5 });
    expect(findEvent(execution.events, counters, "Done")).toBeUndefined();
    expect(execution.published).toEqual([5]);
  });

  it("undoes writes, events and what was published when the call throws, and names the module's error", () => {
    const { execution, state } = setup();
    expect(execution.dispatch(add(101), signed(who))).toMatchObject({
      ok: false,
      bug: false,
      error: { type: "Module", value: { index: 7, error: [3, 0, 0, 0] } },
    });
    expect(state.total.get()).toBe(0n);
    expect([execution.events, execution.published]).toEqual([[], []]);
  });

  it("undoes an inner call alone", () => {
    const { execution, state } = setup();
    execution.dispatch(both(add(1), both(add(2), add(200)), add(300)), signed(who));
    expect(state.total.get()).toBe(3n);
    expect(execution.published).toEqual([1, 2]);
    expect(execution.events.map(({ value }) => value.type)).toEqual([
      "Added",
      "Done",
      "Added",
      "Done",
      "Done",
      "Done",
      "Done",
    ]);
  });

  it("runs what was put off at the end of the outermost transaction, in order, on all that it left", () => {
    const { execution, state } = setup();
    const seen: string[] = [];
    const { total } = storageKeys(counters);
    const note = (name: string) => execution.defer((view) => seen.push(`${name} ${view.get(total.key())?.[0]}`));
    execution.transaction(() => {
      note("first");
      expect(() => execution.transaction(() => failing(note))).toThrow(counters.errors.TooMuch().message);
      execution.transaction(() => note("second"));
      execution.dispatch(add(3), signed(who));
      expect(seen).toEqual([]);
      state.total.put(9n);
    });
    expect(seen).toEqual(["first 9", "second 9"]);
    note("outside");
    execution.transaction(() => undefined);
    expect(seen).toEqual(["first 9", "second 9", "outside 9"]);
  });

  it("undoes a whole transaction, what came last in it too, when something that was put off throws", () => {
    const { execution, state } = setup();
    const putOff = () => execution.defer(() => failing());
    const outcome = execution.dispatch(add(1), signed(who), () => {
      state.total.put(9n);
      putOff();
    });
    expect(outcome).toMatchObject({ ok: false, bug: false, error: { type: "Module" } });
    expect([state.total.get(), execution.events, execution.published]).toEqual([0n, [], []]);
    expect(execution.dispatch(add(1), signed(who))).toEqual({ ok: true });
  });

  it("reports an error without a code as a bug and goes on", () => {
    const { execution, state } = setup();
    const outcome = execution.dispatch(makeCall(counters, "crash", {}), signed(who));
    expect(outcome).toMatchObject({ ok: false, bug: true, error: { type: "Other" }, cause: expect.any(TypeError) });
    expect(state.total.get()).toBe(0n);
  });

  const enclave = originOf(counters, "Speaker", { identity: who });
  it.each([
    ["an account's call by root", add(1), root],
    ["root's call by an account", makeCall(counters, "reset", {}), signed(who)],
    ["an account's call by nobody", add(1), none],
    ["an account's call by an enclave", add(1), enclave],
  ])("refuses %s", (_, call, origin) => {
    expect(setup().execution.dispatch(call, origin)).toMatchObject({ ok: false, error: { type: "BadOrigin" } });
  });

  it("gives an enclave's call its identity", () => {
    const { execution, state } = setup();
    const call = makeCall(counters, "speak", {
      number: 1,
      session: who,
      sequence: 0n,
      signature: `0x${"00".repeat(64)}`,
    });
    expect(execution.dispatch(call, enclave).ok).toBe(true);
    expect(state.last.get()).toBe(who);
  });

  it("lets a key that is not loaded pass through all calls, without a trace", () => {
    const missing = storageKeys(counters).total.key();
    const { execution } = setup({
      get(key) {
        if (key === missing) throw new NotLoaded([key]);
        return undefined;
      },
    });
    expect(() => execution.dispatch(both(both(add(1))), signed(who))).toThrow(NotLoaded);
    expect(execution.overlay.changes().size).toBe(0);
    expect(execution.events).toEqual([]);
  });

  it("names all keys that a step lacks, those after a failed call too, and leaves nothing of it", () => {
    const { counter, total, last } = storageKeys(counters);
    const missing = [total.key(), counter.key(who)];
    const { execution } = setup({
      get(key) {
        if (missing.includes(key)) throw new NotLoaded([key]);
        return undefined;
      },
    });
    const step = () =>
      execution.step(() => execution.dispatch(both(makeCall(counters, "peek", {}), add(1)), signed(who)));
    expect(step).toThrow(expect.objectContaining({ keys: missing }));
    expect([execution.overlay.changes().size, execution.overlay.reads.size]).toEqual([0, 0]);
    expect([execution.events, execution.published]).toEqual([[], []]);
    missing.length = 0;
    expect(step()).toEqual({ ok: true });
    expect([...execution.overlay.reads]).toEqual([total.key(), counter.key(who)]);
    expect(execution.overlay.changes().has(last.key())).toBe(true);
  });

  it("tells a stored value from an initial one", () => {
    const { state } = setup(viewOf(new Map([[storageKeys(counters).total.key(), encode(u64, 0n)]])));
    expect([state.total.has(), state.counter.has(who), state.counter.get(who), state.last.get()]).toEqual([
      true,
      false,
      0,
      undefined,
    ]);
  });
});
