import { type Hex, u8 } from "@pha/codec";
import {
  type Call,
  call,
  definePallet,
  Execution,
  filter,
  filterOf,
  implement,
  makeCall,
  type OriginCaller,
  originOf,
  restrict,
  root,
  signed,
  viewOf,
} from "@pha/frame";
import { describe, expect, it } from "vitest";
import { makeMachine } from "../../executive/machine.ts";
import { joinPallet } from "../../pallet.ts";
import { RuntimeCall } from "../../references.ts";
import { dev, type TestLedger, testNetwork } from "../../testing/index.ts";
import { allPallets } from "../all.ts";
import { attestation } from "../attestation/spec.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { system } from "../system/spec.ts";
import { utility } from "./spec.ts";

const alice = dev("Alice");
const bob = dev("Bob");
const target: Hex = `0x${"55".repeat(32)}`;
const pay = (value: bigint) =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: target }, value });
const received = (ledger: TestLedger) => ledger.of(system).account.get(target).data.free;

describe("dispatch_as", () => {
  const as = (as_origin: OriginCaller, call: Call) =>
    makeCall(sudo, "sudo", { call: makeCall(utility, "dispatch_as", { as_origin, call }) });

  it("gives root the authority of an account, and of a pallet's origin", () => {
    const ledger = testNetwork();
    const before = ledger.of(system).account.get(bob.accountId).data.free;
    ledger.send(alice, as(signed(bob.accountId).caller, makeCall(utility, "batch_all", { calls: [pay(PHA)] })));
    expect([received(ledger), before - ledger.of(system).account.get(bob.accountId).data.free]).toEqual([PHA, PHA]);

    const enclave = originOf(attestation, "Enclave", { identity: target, session: target }).caller;
    const { events } = ledger.send(alice, as(enclave, pay(PHA)));
    expect(events).toContainEqual(
      expect.objectContaining({
        value: { type: "DispatchedAs", value: { result: { type: "Err", value: { type: "BadOrigin" } } } },
      }),
    );
  });

  it("is root's alone", () => {
    const call = makeCall(utility, "dispatch_as", { as_origin: root.caller, call: pay(PHA) });
    expect(testNetwork().send(alice, call)).toMatchObject({ ok: false, error: { type: "BadOrigin" } });
  });
});

describe("restrictions", () => {
  it("refuse with System.CallFiltered in a batch in a batch, whoever's name is taken", () => {
    const only = definePallet("Only", 60, {
      calls: { restrict: call(0, "signed", { call: RuntimeCall }, "A call without transfers.", { nested: ["call"] }) },
      filters: { NoTransfers: filter(0, u8, "No transfers.") },
    });
    const onlyPallet = joinPallet(only, {
      calls: implement(only, {
        restrict({ origin, dispatch }, { call: inner }) {
          const outcome = dispatch(inner, restrict(origin, filterOf(only, "NoTransfers", 0)));
          if (!outcome.ok) throw outcome.cause;
        },
      }),
      filters: { NoTransfers: (_, { type }) => type !== "Balances" },
    });
    const { implementations } = makeMachine([...allPallets, onlyPallet], {
      inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }),
    });
    const block = { number: 1, parentHash: target, genesisHash: target, timeMs: 1n };
    const { state } = testNetwork();
    const rules = { filtered: system.errors.CallFiltered };
    const execution = new Execution(viewOf(state), block, implementations, rules);
    const batch = (...calls: Call[]) => makeCall(utility, "batch_all", { calls });
    const bobPays = makeCall(sudo, "sudo_as", { who: { type: "Id", value: bob.accountId }, call: pay(PHA) });
    const run = (inner: Call) =>
      execution.dispatch(makeCall(only, "restrict", { call: inner }), signed(alice.accountId));

    expect(run(batch(batch(pay(PHA))))).toMatchObject({
      ok: false,
      error: { type: "Module", value: { index: 0, error: [5, 0, 0, 0] } },
    });
    expect(run(batch(batch(makeCall(system, "remark", { remark: new Uint8Array(1) })))).ok).toBe(true);
    run(batch(batch(bobPays)));
    expect(execution.events.at(-2)?.value).toMatchObject({
      type: "ItemCompleted",
    });
    expect(execution.of(system).state.account.get(target).data.free).toBe(0n);
  });
});
