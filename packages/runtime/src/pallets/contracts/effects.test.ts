import { type Hex, utf8 } from "@pha/codec";
import { array, assert, bigInt, boolean, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueuedMessage } from "../../runtime.ts";
import { accountOf, callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { messages } from "../messages/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { broughtAccount } from "./account.ts";
import { type Effect, type Effects, effectsRoot, maxBrought } from "./effect.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { commandTimeoutDays, pushFee } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import { nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, push_command, reclaim, report } = callsOf(contracts);
const { apply } = callsOf(clusters);
const code = utf8("export default {}");
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt: new Uint8Array() };
const contract = contractId(origin);
const tag = (height: number): Hex => `0x${height.toString(16).padStart(64, "0")}`;

const bring = (value: bigint) =>
  push_command({
    ...{ contract, epoch: 0, enc: tag(9), ciphertext: new Uint8Array(8), asset: undefined, reads: [], value },
  });
const pay = (to: string, amount: bigint): Effect => ({ type: "Pay", value: { to: accountOf(to), amount } });
const emit = (name: string): Effect => ({ type: "Emit", value: { name, data: utf8("{}") } });

/** What one message wants done. */
const wanting = (effects: readonly Effect[], returned: readonly bigint[] = [], message = 1n): Effects => ({
  returned,
  list: effects.map((effect, index) => ({ message, index, effect })),
});

/** What a worker says of a height, and what is to be done by that. */
const says = (prevStateHeight: number, stateHeight: number, effects?: Effects): Report => ({
  ...{ ...nothingAgreed, contract, prevStateHeight, stateHeight, stateTag: tag(stateHeight) },
  ...{ effectsRoot: effectsRoot(effects), reason: undefined, effects },
});

/** A contract with 10 PHA in a cluster of three, of which two agree; Bob has 100 PHA. */
function setup() {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  const miners = [0, 1, 2].map((i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
  }
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ ...origin, args: new Uint8Array() }));
  ledger.setBalances({ Bob: 100n * PHA, Zoe: 0n, [contract]: 10n * PHA });
  ledger.runTo(6);
  return {
    ledger,
    miners: miners as [TestEnclave, TestEnclave, TestEnclave],
    /** Two of three say so. */
    agree(...reports: Report[]) {
      for (const miner of miners.slice(0, 2)) ledger.run(miner, report({ reports }));
      return ledger.happened(contracts);
    },
    free: (person: string) => ledger.balanceOf(person).free,
    has: () => ledger.balanceOf(contract).free,
  };
}

/** Numbers of the messages that were queued in the newest step. */
const queued = (ledger: TestLedger): bigint[] => ledger.events(messages).map(({ value }) => value.number);

/** What the contract was told came of its effects, in the open block. */
function outcomesIn(ledger: TestLedger) {
  const told = ledger.blockOf().messages as readonly QueuedMessage[];
  return told.flatMap(({ message: { body } }) => (body.type === "Settled" ? [...body.value.outcomes] : []));
}

describe("what a command brings", () => {
  it("is neither the sender's nor the contract's until it is agreed what became of the command", () => {
    const { ledger, agree, free, has } = setup();
    ledger.run("Bob", bring(5n * PHA));
    expect([free("Bob"), has(), ledger.balanceOf(broughtAccount).free]).toEqual([95n * PHA, 10n * PHA, 5n * PHA]);
    ledger.runTo(8);
    agree(says(0, 6, wanting([])));
    expect([free("Bob"), has(), ledger.balanceOf(broughtAccount).free]).toEqual([95n * PHA, 15n * PHA, 0n]);
  });

  it("goes back to who sent it when the command failed, and to nobody else", () => {
    const { ledger, agree, free, has } = setup();
    ledger.run("Bob", bring(5n * PHA));
    const [failed = 0n] = queued(ledger);
    ledger.run("Alice", bring(PHA));
    const before = free("Alice");
    ledger.runTo(8);
    expect(agree(says(0, 6, wanting([], [failed, 99n])))).toEqual(["Agreed", "ValueReturned"]);
    expect([free("Bob"), free("Alice"), has()]).toEqual([100n * PHA, before, 11n * PHA]);
  });

  it("can be spent by the very command, and by none that is agreed on before it", () => {
    const { ledger, agree, free } = setup();
    ledger.runTo(7);
    ledger.run("Bob", bring(5n * PHA));
    ledger.runTo(9);
    agree(says(0, 6, wanting([pay("Zoe", 15n * PHA)])));
    expect(free("Zoe")).toBe(0n);
    agree(says(6, 7, wanting([pay("Zoe", 15n * PHA)], [], 2n)));
    expect(free("Zoe")).toBe(15n * PHA);
  });

  it.each([
    ["Contracts.ValueTooSmall", existentialDeposit - 1n],
    ["Balances.Expendability", 100n * PHA],
    ["Balances.InsufficientBalance", 101n * PHA],
  ])("is refused with %s, and nothing is sent", (error, value) => {
    const { ledger, free } = setup();
    expect(ledger.refusal("Bob", bring(value))).toBe(error);
    expect(free("Bob")).toBe(100n * PHA);
    expect(queued(ledger)).toEqual([]);
  });

  it("is refused when the block has as much of it as it takes, for one contract", () => {
    const { ledger } = setup();
    const before = ledger.balanceOf("Alice").free;
    ledger.setBalances({ Carol: 100n * PHA, Dave: 100n * PHA, Eve: 100n * PHA });
    for (const who of ["Bob", "Carol", "Dave", "Eve"]) {
      for (let i = 0; i < maxBrought / 4; i++) ledger.run(who, bring(PHA));
      expect(ledger.refusal(who, bring(PHA))).toBe("Contracts.TooManyValues");
    }
    expect(ledger.refusal("Alice", bring(PHA))).toBe("Contracts.TooManyValues");
    expect(ledger.balanceOf("Alice").free).toBe(before);
    ledger.run("Bob", bring(0n));
    ledger.runTo(7);
    ledger.run("Bob", bring(PHA));
  });

  it("is taken back from a halted contract, once, by who sent it", () => {
    const { ledger, miners, free } = setup();
    ledger.run("Bob", bring(5n * PHA));
    const own = { contract, block: 6, message: queued(ledger)[0] as bigint };
    expect(ledger.refusal("Bob", reclaim(own))).toBe("Contracts.TooEarly");
    ledger.runTo(8);
    for (const [i, miner] of miners.entries())
      ledger.run(miner, report({ reports: [{ ...says(0, 6), stateTag: tag(i) }] }));
    expect(ledger.of(contracts).contracts.get(contract)?.halted).toBe(true);
    expect(ledger.refusal("Alice", reclaim(own))).toBe("Contracts.NothingBrought");
    expect(ledger.refusal("Bob", reclaim({ ...own, block: 7 }))).toBe("Contracts.NothingBrought");
    ledger.run("Bob", reclaim(own));
    expect(ledger.happened(contracts)).toEqual(["ValueReturned"]);
    expect(free("Bob")).toBe(100n * PHA);
    expect(ledger.refusal("Bob", reclaim(own))).toBe("Contracts.NothingBrought");
  });

  it("is taken back in a network that begins with this state, where there are no contracts", () => {
    const { ledger, free } = setup();
    ledger.run("Bob", bring(5n * PHA));
    const [message = 0n] = queued(ledger);
    ledger.of(contracts).contracts.remove(contract);
    ledger.run("Bob", reclaim({ contract, block: 6, message }));
    expect(free("Bob")).toBe(100n * PHA);
  });

  it("is taken back once nothing was agreed for seven days, which halts the contract", () => {
    const { ledger, agree, free, has } = setup();
    ledger.of(parameters).blocksPerDay.put(3);
    ledger.run("Bob", bring(5n * PHA));
    const own = { contract, block: 6, message: queued(ledger)[0] as bigint };
    const due = 6 + 3 * commandTimeoutDays;
    ledger.runTo(due - 1);
    expect(ledger.refusal("Bob", reclaim(own))).toBe("Contracts.TooEarly");
    ledger.runTo(due);
    ledger.run("Bob", reclaim(own));
    expect(ledger.happened(contracts)).toEqual(["Abandoned", "ValueReturned"]);
    expect(agree(says(0, 6))).toEqual([]);
    expect([free("Bob"), has()]).toEqual([100n * PHA, 10n * PHA]);
    expect(ledger.refusal("Bob", bring(PHA))).toBe("Contracts.Halted");
  });
});

describe("effects", () => {
  it("are done when a majority agrees, once, in the order of the list; the contract is told", () => {
    const { ledger, miners, free, has } = setup();
    const wanted = says(0, 3, wanting([pay("Zoe", 4n * PHA), emit("Paid"), pay("Zoe", PHA)]));
    ledger.run(miners[0], report({ reports: [wanted] }));
    expect(free("Zoe")).toBe(0n);
    ledger.run(miners[1], report({ reports: [wanted] }));
    expect(ledger.happened(contracts)).toEqual(["Agreed", "Paid", "Emitted", "Paid"]);
    expect(ledger.events(balances).filter(({ type }) => type === "Transfer")).toHaveLength(2);
    expect([free("Zoe"), has()]).toEqual([5n * PHA, 5n * PHA]);
    const none = { message: 1n, error: undefined };
    expect(outcomesIn(ledger)).toEqual([0, 1, 2].map((index) => ({ ...none, index })));

    for (const miner of miners) ledger.run(miner, report({ reports: [wanted] }));
    expect([free("Zoe"), outcomesIn(ledger)]).toEqual([5n * PHA, []]);
  });

  it.each<[error: string, effect: Effect]>([
    ["Balances.InsufficientBalance", pay("Zoe", 11n * PHA)],
    ["Balances.ExistentialDeposit", pay("Zoe", existentialDeposit - 1n)],
    ["Balances.PalletAccount", pay(broughtAccount, PHA)],
  ])("that cannot be done say %s, hinder no other, and undo nothing", (error, effect) => {
    const { ledger, agree, free, has } = setup();
    agree(says(0, 3, wanting([effect, pay("Zoe", PHA)])));
    expect(ledger.happened(contracts)).toEqual(["Agreed", "EffectFailed", "Paid"]);
    expect([free("Zoe"), has()]).toEqual([PHA, 9n * PHA]);
    expect(outcomesIn(ledger)).toEqual([
      { message: 1n, index: 0, error },
      { message: 1n, index: 1, error: undefined },
    ]);
  });

  it.each([1n, existentialDeposit - 1n])("take along what would be left of too little, as %s planck", (left) => {
    const { ledger, agree, free, has } = setup();
    agree(says(0, 3, wanting([pay("Zoe", 10n * PHA - left)])));
    expect([free("Zoe"), has()]).toEqual([10n * PHA, 0n]);
    expect(ledger.events(contracts)).toContainEqual(
      expect.objectContaining({ type: "Paid", value: expect.objectContaining({ amount: 10n * PHA }) }),
    );
  });

  it("may take all that the contract has", () => {
    const { agree, free, has } = setup();
    agree(says(0, 3, wanting([pay("Zoe", 10n * PHA)])));
    expect([free("Zoe"), has()]).toEqual([10n * PHA, 0n]);
  });

  it("that push send another contract a command, for a fee; what executes nothing gets none", () => {
    const { ledger, agree, has } = setup();
    const salt = Uint8Array.of(1);
    const other = contractId({ ...origin, salt });
    ledger.run("Alice", instantiate({ ...origin, args: new Uint8Array(), salt }));
    ledger.blockOf();
    const push = (target: Hex): Effect => ({
      type: "Push",
      value: { contract: target, method: "m", args: utf8("[1]") },
    });
    const treasury = () => ledger.balanceOf(treasuryAccount).free;
    const before = treasury();
    agree(says(0, 3, wanting([push(other), push(tag(7)), pay("Zoe", 10n * PHA - pushFee), push(other)])));
    expect([has(), treasury() - before]).toEqual([0n, pushFee]);
    const told = (ledger.blockOf().messages as readonly QueuedMessage[]).map(({ message }) => message.body);
    expect(told).toMatchObject([
      { type: "Pushed", value: { contract: other, sender: contract, method: "m", args: utf8("[1]") } },
      {
        type: "Settled",
        value: {
          outcomes: [
            { error: undefined },
            { error: "Contracts.UnknownContract" },
            { error: undefined },
            { error: "Balances.InsufficientBalance" },
          ],
        },
      },
    ]);
    const halted = ledger.of(contracts).contracts;
    const record = halted.get(other) ?? expect.fail("there is no other contract");
    for (const [error, change] of [
      ["Contracts.Halted", { halted: true }],
      ["Contracts.Broken", { broken: { code: "c", message: "" } }],
    ] as const) {
      halted.put(other, { ...record, ...change });
      ledger.setBalances({ [contract]: PHA });
      const { stateHeight } = halted.get(contract)?.agreed ?? expect.fail("there is no contract");
      ledger.runTo(ledger.now.number + 2);
      agree(says(stateHeight, stateHeight + 1, wanting([push(other)], [], BigInt(stateHeight))));
      expect([outcomesIn(ledger)[0]?.error, has()]).toEqual([error, PHA]);
    }
  });

  it("that a report does not list, or lists otherwise than it says, are refused with it", () => {
    const { ledger, miners } = setup();
    const wanted = says(0, 3, wanting([pay("Zoe", PHA)]));
    for (const wrong of [
      { ...wanted, effects: undefined },
      { ...wanted, effects: wanting([pay("Zoe", 2n * PHA)]) },
      { ...says(0, 3), effects: wanting([]) },
    ])
      expect(ledger.refusal(miners[0], report({ reports: [wrong] }))).toBe("Contracts.BadReport");
  });

  it("of which a minority dreams are not done", () => {
    const { ledger, miners, free } = setup();
    ledger.run(miners[0], report({ reports: [says(0, 3, wanting([pay("Zoe", 9n * PHA)]))] }));
    for (const miner of miners.slice(1))
      ledger.run(miner, report({ reports: [says(0, 3, wanting([pay("Zoe", PHA)]))] }));
    expect(free("Zoe")).toBe(PHA);
  });

  it("of a height whose turn comes with another's report wait for one that lists them", () => {
    const { ledger, miners, agree, free } = setup();
    const [first, second] = [says(0, 3), says(3, 4, wanting([pay("Zoe", PHA)]))];
    agree(second);
    expect(agree(first)).toEqual(["Agreed"]);
    expect([free("Zoe"), ledger.of(contracts).contracts.get(contract)?.agreed.stateHeight]).toEqual([0n, 3]);
    ledger.run(miners[0], report({ reports: [second] }));
    expect(ledger.happened(contracts)).toEqual(["Agreed", "Paid"]);
    expect(free("Zoe")).toBe(PHA);
  });

  it("and what commands bring keep all money, whatever is brought, returned and paid (property)", () => {
    const amount = bigInt(existentialDeposit, 20n * PHA);
    const story = array(record({ value: amount, fails: boolean(), paid: bigInt(1n, 20n * PHA) }), { maxLength: 6 });
    assert(
      property(story, (steps) => {
        const { ledger, agree, free, has } = setup();
        ledger.setBalances({ Bob: 200n * PHA });
        let [books, agreed] = [has(), 0];
        for (const { value, fails, paid } of steps) {
          const [before, height] = [free("Bob"), ledger.now.number];
          ledger.run("Bob", bring(value));
          const [message = 0n] = queued(ledger);
          ledger.runTo(height + 1);
          agree(says(agreed, height, wanting([pay("Zoe", paid)], fails ? [message] : [], message)));
          agreed = height;
          books += fails ? 0n : value;
          for (const event of ledger.events(contracts)) if (event.type === "Paid") books -= event.value.amount;
          expect([free("Bob"), has()]).toEqual([fails ? before : before - value, books]);
          expect(ledger.balanceOf(broughtAccount).free).toBe(0n);
        }
      }),
      { numRuns: 25 },
    );
  });
});
