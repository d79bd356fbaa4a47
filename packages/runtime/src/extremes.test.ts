import { encode, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PHA } from "./pallets/balances/account-data.ts";
import { balances } from "./pallets/balances/spec.ts";
import { bounties } from "./pallets/bounties/spec.ts";
import { democracy } from "./pallets/democracy/spec.ts";
import { committeeOf, gift, hashOfCall, inline, standard, vote } from "./pallets/democracy/testing.ts";
import { gatekeepers } from "./pallets/gatekeepers/spec.ts";
import { preimage } from "./pallets/preimage/spec.ts";
import { scheduler } from "./pallets/scheduler/spec.ts";
import { system } from "./pallets/system/spec.ts";
import { treasury } from "./pallets/treasury/spec.ts";
import { utility } from "./pallets/utility/spec.ts";
import { RuntimeCall } from "./references.ts";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger, testNetwork } from "./testing/index.ts";

const u8 = 0xff;
const u32 = 0xffff_ffff;
const u128 = (1n << 128n) - 1n;
const { schedule, schedule_after, set_retry } = callsOf(scheduler);
const { external_propose_majority, fast_track } = callsOf(democracy);
const { spend, approve_proposal } = callsOf(treasury);
const { propose_bounty, approve_bounty } = callsOf(bounties);
const fails = callsOf(balances).force_transfer({ source: addressOf("Yves"), dest: addressOf("Zoe"), value: PHA });

const at = (when: number, call: Call, maybe_periodic?: readonly [number, number]) =>
  schedule({ when, maybe_periodic, priority: u8, call });

/** A network whose figures let everything end within a few blocks. */
function setup(): TestLedger {
  const ledger = testNetwork();
  const { figures } = ledger.of(democracy);
  figures.put({ ...figures.get(), launch: 2, voting: 2, enactment: 1, fastTrackVoting: 2 });
  ledger.of(treasury).figures.put({ ...ledger.of(treasury).figures.get(), spendPeriod: 2 });
  return ledger;
}

/** A referendum on a call, which Alice carries. */
function decide(ledger: TestLedger, call: Call, voting_period: number, delay: number): void {
  const index = ledger.of(democracy).referendumCount.get();
  ledger.run(root, external_propose_majority({ proposal: inline(call) }));
  ledger.run(committeeOf(3, 3), fast_track({ proposal_hash: hashOfCall(call), voting_period, delay }));
  vote(ledger, "Alice", index, standard(true, PHA));
}

const extremes: Readonly<Record<string, (ledger: TestLedger) => void>> = {
  "a period": (ledger) => ledger.run(root, at(2, gift(1), [u32, u32])),
  "a period of tries": (ledger) => {
    ledger.run(root, at(2, fails, [u32, u32]));
    ledger.run(root, set_retry({ task: [2, 0], retries: u8, period: u32 }));
  },
  "a time": (ledger) => ledger.run(root, at(u32, gift(1), [u32, u32])),
  "a time from now": (ledger) =>
    ledger.run(root, schedule_after({ after: u32, maybe_periodic: [u32, u32], priority: u8, call: gift(1) })),
  "a referendum's length": (ledger) => decide(ledger, gift(1), u32, u32),
  "a referendum's delay": (ledger) => decide(ledger, gift(1), 2, u32),
  "an expense": (ledger) => ledger.run(root, spend({ amount: u128, beneficiary: addressOf("Yves") })),
  "a bounty": (ledger) => {
    ledger.run("Bob", propose_bounty({ value: u128, description: Uint8Array.of(1) }));
    ledger.run(root, approve_bounty({ bounty_id: 0 }));
  },
  "a window of gatekeepers": (ledger) => {
    ledger.run(root, callsOf(gatekeepers).set_times({ window_ticks: u32, reshare_ticks: u32 }));
    const participants = [1, 2, 3];
    const { members, dkg } = ledger.of(gatekeepers);
    members.put(participants.map((index) => ({ identity: accountOf(`${index}`), index })));
    dkg.put({ ...dkg.get(), phase: { type: "Keys" }, participants });
  },
};

describe.each(Object.entries(extremes))("%s as great as there can be", (_, bring) => {
  it("is no bug of a hook, and what else is due is done", () => {
    const ledger = setup();
    bring(ledger);
    decide(ledger, gift(3), 2, 0);
    ledger.run(root, at(5, callsOf(balances).force_set_balance({ who: addressOf("Yan"), new_free: PHA })));
    ledger.run(root, spend({ amount: PHA, beneficiary: addressOf("Xena") }));
    ledger.runTo(8);
    expect(["Zoe", "Yan", "Xena"].map((who) => ledger.balanceOf(who).free)).toEqual([3n * PHA, PHA, PHA]);
  });
});

it("no call, whatever its numbers, is a bug of a hook later (property)", () => {
  const small = fc.nat(3);
  const number = fc.oneof(small, fc.constantFrom(u32 - 1, u32));
  const amount = fc.oneof(
    fc.bigInt(0n, 3n).map((units) => units * PHA),
    fc.constant(u128),
  );
  const periodic = fc.option(fc.tuple(number, number), { nil: undefined });
  const call = fc.constantFrom(gift(1), fails);
  const priority = fc.constantFrom(0, u8);
  type Step = readonly [Caller, Call];
  const beneficiary = addressOf("Zoe");
  const step = fc.oneof(
    fc.tuple(number, periodic, call).map(([when, of, each]): Step => [root, at(when, each, of)]),
    fc
      .record({ after: number, maybe_periodic: periodic, priority, call })
      .map((args): Step => [root, schedule_after(args)]),
    fc
      .record({ task: fc.tuple(number, small), retries: priority, period: number })
      .map((args): Step => [root, set_retry(args)]),
    call.map((each): Step => [root, external_propose_majority({ proposal: inline(each) })]),
    fc
      .record({ proposal_hash: call.map(hashOfCall), voting_period: number, delay: number })
      .map((args): Step => [committeeOf(3, 3), fast_track(args)]),
    fc
      .tuple(small, amount)
      .map(
        ([ref_index, balance]): Step => [
          "Alice",
          callsOf(democracy).vote({ ref_index, vote: standard(true, balance) }),
        ],
      ),
    fc
      .tuple(call, amount)
      .map(([each, value]): Step => ["Alice", callsOf(democracy).propose({ proposal: inline(each), value })]),
    amount.map((value): Step => [root, spend({ amount: value, beneficiary })]),
    amount.map((value): Step => ["Alice", callsOf(treasury).propose_spend({ value, beneficiary })]),
    number.map((proposal_id): Step => [root, approve_proposal({ proposal_id })]),
    amount.map((value): Step => ["Alice", propose_bounty({ value, description: Uint8Array.of(1) })]),
    number.map((bounty_id): Step => [root, approve_bounty({ bounty_id })]),
  );
  const history = fc.array(fc.oneof({ weight: 3, arbitrary: step }, fc.constant(undefined)), { maxLength: 24 });
  fc.assert(
    fc.property(history, (steps) => {
      const ledger = setup();
      for (const each of steps) {
        if (!each) {
          ledger.runTo(ledger.now.number + 1);
          continue;
        }
        try {
          ledger.run(...each);
        } catch (error) {
          expect(error).toHaveProperty("code");
        }
      }
      // A hook's bug is thrown as its block ends.
      ledger.runTo(ledger.now.number + 6);
    }),
    { numRuns: 40 },
  );
}, 60_000);

describe("what cannot be done", () => {
  const full = { type: "Requested", value: { maybe_ticket: undefined, count: u32, maybe_len: undefined } } as const;
  const large = callsOf(utility).batch_all({
    calls: [callsOf(system).remark({ remark: new Uint8Array(200) }), gift(1)],
  });
  const bytes = encode(RuntimeCall, large);
  const hash = toHex(blake2b256(bytes));
  /** The bugs of the open block's hooks. */
  const bugsOf = (ledger: TestLedger) => ledger.beside().finish().bugs;

  it("of tasks is dropped and reported, and the others of its block are done", () => {
    const ledger = setup();
    ledger.run(root, at(3, large, [1, 5]));
    ledger.run(root, at(3, gift(7)));
    ledger.runTo(2);
    // Nobody can ask for its bytes once more.
    ledger.of(preimage).requestStatusFor.put(hash, { ...full, value: { ...full.value, maybe_len: bytes.length } });
    ledger.runTo(3);
    expect(bugsOf(ledger)).toHaveLength(1);
    expect(ledger.balanceOf("Zoe").free).toBe(7n * PHA);
    const { agenda, incompleteSince } = ledger.of(scheduler);
    expect([agenda.get(3), incompleteSince.has()]).toEqual([[], false]);
  });

  it("of referenda is told, and the others that end are counted", () => {
    const ledger = setup();
    ledger.run(root, external_propose_majority({ proposal: { type: "Lookup", value: { hash, len: bytes.length } } }));
    ledger.run(committeeOf(3, 3), fast_track({ proposal_hash: hash, voting_period: 2, delay: 0 }));
    vote(ledger, "Alice", 0, standard(true, PHA));
    decide(ledger, gift(7), 2, 0);
    ledger.of(preimage).requestStatusFor.put(hash, full);
    ledger.runTo(3);
    expect(bugsOf(ledger)).toHaveLength(1);
    expect(ledger.events(democracy)).toContainEqual({ type: "NotScheduled", value: { ref_index: 0 } });
    expect(ledger.of(democracy).lowestUnbaked.get()).toBe(2);
  });
});
