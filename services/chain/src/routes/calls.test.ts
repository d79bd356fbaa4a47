import type { Hex } from "@pha/codec";
import { accessState, makeCall, viewOf } from "@pha/frame";
import { balances, encodeCall, PHA, sudo, system, tuning } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { alice, bob, rehearsing, transfer } from "../testing/rehearsing.ts";

it("rehearses a call as root, whether or not anybody has that authority, and keeps nothing", async () => {
  for (const withSudo of [true, false]) {
    const { rehearse, state } = rehearsing({ withSudo });
    const before = new Map(state);
    expect(await rehearse(transfer(PHA))).toMatchObject({
      failures: [],
      events: [{ pallet: "Balances", name: "Transfer", fields: { amount: String(PHA) } }],
    });
    expect(await rehearse(transfer(10n ** 30n))).toMatchObject({
      failures: [{ event: "Sudo.Sudid", error: "Balances.InsufficientBalance" }],
      events: [],
    });
    const parameter = { type: "TransactionPayment", value: { type: "base", value: 10n ** 30n } } as const;
    expect(await rehearse(makeCall(tuning, "set", { parameter }))).toMatchObject({
      failures: [{ error: "Tuning.OutOfBounds" }],
      facts: { parameter: "TransactionPayment.base", given: String(10n ** 30n), max: expect.stringMatching(/^\d+$/) },
    });
    expect(state).toEqual(before);
  }
});

it("takes calls in the forms that people have them in, and says what is no call", async () => {
  const { ask } = rehearsing({ withSudo: true });
  const args = { source: alice, dest: bob, value: "7" };
  const carried = { type: "Balances", value: { type: "force_transfer", value: args } };
  for (const form of [
    { call: carried },
    { pallet: "Balances", call: "force_transfer", args },
    { call: encodeCall(transfer(7n)) },
  ])
    expect(await ask("/v1/calls/rehearsal", form)).toMatchObject({ failures: [], events: [{ name: "Transfer" }] });
  const from = alice.value;
  expect(await ask("/v1/calls/outcome", { call: carried, from })).toMatchObject({ failures: [{ error: "BadOrigin" }] });
  for (const [form, code] of [
    [{ call: "force_transfer" }, "chain-api.UnknownCall"],
    [{ pallet: "Balances", call: "force_transfr", args }, "chain-api.UnknownCall"],
    [{ call: { type: "Balances" } }, "codec.BadJson"],
  ] as const)
    await expect(ask("/v1/calls/rehearsal", form)).rejects.toMatchObject({ code });
});

it("tells beside what it prepares what would come of that: what fails, and with what facts, and what is not let in", async () => {
  const { prepare } = rehearsing({ withSudo: true });
  const pay = (value: bigint) => makeCall(balances, "transfer_keep_alive", { dest: bob, value });
  expect(await prepare(alice.value, pay(PHA))).toMatchObject({
    fee: expect.any(BigInt),
    outcome: { ok: true, refused: undefined, failures: [] },
  });
  expect(await prepare(alice.value, pay(10n ** 30n))).toMatchObject({
    outcome: { ok: false, failures: [{ event: "System.ExtrinsicFailed", error: "Balances.InsufficientBalance" }] },
  });
  expect(await prepare(`0x${"07".repeat(32)}`, pay(PHA))).toMatchObject({
    outcome: { ok: false, refused: expect.stringMatching(/^transaction\.Payment: /), failures: [] },
  });
});

it("foresees a nonce that was used as refused, and one that is not yet the next as if it were", async () => {
  const { prepare, state } = rehearsing({ withSudo: true });
  const put = (key: Hex, value: Uint8Array | undefined) => void (value && state.set(key, value));
  accessState(system, { ...viewOf(state), put }).account.mutate(alice.value, (account) => ({ ...account, nonce: 3 }));
  const pay = makeCall(balances, "transfer_keep_alive", { dest: bob, value: PHA });
  expect(await prepare(alice.value, pay, { nonce: 2 })).toMatchObject({
    outcome: { ok: false, refused: expect.stringMatching(/^transaction\.Stale: /) },
  });
  for (const nonce of [3, 9])
    expect(await prepare(alice.value, pay, { nonce })).toMatchObject({ outcome: { ok: true }, unsigned: { nonce } });
});

it("says which origin a call needs and which one it came with, also of a call that another one carries", async () => {
  const { prepare } = rehearsing({ withSudo: true });
  const facts = { accepts: "root", given: "system.Signed" };
  expect(await prepare(alice.value, transfer(PHA))).toMatchObject({
    outcome: { failures: [{ event: "System.ExtrinsicFailed", error: "BadOrigin" }], facts },
  });
  const asBob = makeCall(sudo, "sudo_as", { who: bob, call: transfer(PHA) });
  expect(await prepare(alice.value, asBob)).toMatchObject({
    outcome: { failures: [{ event: "Sudo.SudoAsDone", error: "BadOrigin" }], facts },
  });
});

it("does not look at new code that a call brings, and says nothing of what would come of it", async () => {
  const { prepare } = rehearsing({ withSudo: true });
  const set = makeCall(sudo, "sudo", { call: makeCall(system, "set_code", { code: Uint8Array.of(1) }) });
  expect(await prepare(alice.value, set)).toMatchObject({ fee: expect.any(BigInt), outcome: undefined });
});
