import { expect, it } from "vitest";
import { Core } from "./core.ts";
import { FakeLedger, fakeHost, takeLease } from "./testing.ts";

/** A program that starts on a platform, with the milestone that an earlier start left; and what it tells. */
function start(ledger: FakeLedger, milestone?: Uint8Array, platform = "platform") {
  const told: string[] = [];
  const host = { ...fakeHost(ledger, undefined, platform), log: (code: string) => void told.push(code) };
  return { core: new Core(host, "miner", ledger.startRequest(undefined, undefined, milestone)), told };
}

it("a program goes on where its last start was, without the blocks before", () => {
  const ledger = new FakeLedger();
  const { core } = start(ledger);
  for (let i = 0; i < 3; i++) core.advance(ledger.block());
  const { number, setId, milestone } = core.reached();
  expect([number, setId]).toEqual([3, 0n]);
  const { core: next, told } = start(ledger, milestone);
  expect(next.view.head).toEqual(core.view.head);
  next.advance(ledger.block());
  expect([next.view.head.header.number, told]).toEqual([4, []]);
});

it("a milestone of another platform or network, or a changed one, is set aside and told: it begins at genesis", () => {
  const ledger = new FakeLedger();
  const { core } = start(ledger);
  core.advance(ledger.block());
  const { milestone } = core.reached();
  const changed = milestone.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
  const other = new FakeLedger(2);
  for (const begun of [start(ledger, milestone, "another"), start(ledger, changed), start(other, milestone)]) {
    expect(begun.core.view.head.header.number).toBe(0);
    expect(begun.told).toEqual(["program.MilestoneSetAside", "program.SealBroken"]);
  }
});

it("an old milestone that a host brings back gets no lease until the program is as far as the validators", async () => {
  const ledger = new FakeLedger();
  const { core } = start(ledger);
  core.advance(ledger.block());
  const { milestone } = core.reached();
  const newest = Array.from({ length: 3 }, () => ledger.block()).at(-1) as ReturnType<FakeLedger["block"]>;
  const { core: old } = start(ledger, milestone);
  await takeLease(old);
  expect([old.view.head.header.number, old.isLeased()]).toEqual([1, false]);
  old.advance(newest);
  expect(old.isLeased()).toBe(true);
});
