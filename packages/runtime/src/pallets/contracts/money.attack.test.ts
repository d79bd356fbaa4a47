import { type Hex, utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { accountOf, addressOf, callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { assetsPallet } from "../assets/pallet.ts";
import { assets } from "../assets/spec.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { messages } from "../messages/spec.ts";
import { system } from "../system/spec.ts";
import { vestingPallet } from "../vesting/pallet.ts";
import { vesting } from "../vesting/spec.ts";
import { broughtAccount } from "./account.ts";
import { type Effects, effectsRoot, maxBroughtOfSender } from "./effect.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { contractsPallet } from "./pallet.ts";
import { nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, push_command, reclaim, report } = callsOf(contracts);
const code = utf8("export default {}");
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt: new Uint8Array() };
const contract = contractId(origin);
const tag: Hex = `0x${"aa".repeat(32)}`;
const bring = (value: bigint) =>
  push_command({
    ...{ contract, epoch: 0, enc: tag, ciphertext: new Uint8Array(8), asset: undefined, reads: [], value },
  });

/** Pays Mallory, and gives back what these commands brought. */
const paying = (who: string, amount: bigint): Effects["list"][number] => ({
  ...{ message: 9n, index: 0 },
  effect: { type: "Pay", value: { to: accountOf(who), amount } },
});
const loot = (amount: bigint, returned: readonly bigint[] = []): Effects => ({
  returned,
  list: [paying("Mallory", amount)],
});
const says = (prevStateHeight: number, stateHeight: number, effects?: Effects): Report => ({
  ...{ ...nothingAgreed, contract, prevStateHeight, stateHeight, stateTag: tag },
  ...{ effectsRoot: effectsRoot(effects), reason: undefined, effects },
});

/** A contract with 10 PHA in a cluster of three, to which Bob's command of block 6 brings 5 more. */
function setup() {
  const ledger = testPallet([clustersPallet, contractsPallet, assetsPallet, vestingPallet]);
  const [a, b, hostile, stranger] = ["a", "b", "hostile", "stranger"].map((name) => new TestEnclave(name, "Miner")) as [
    TestEnclave,
    TestEnclave,
    TestEnclave,
    TestEnclave,
  ];
  for (const miner of [a, b, hostile, stranger]) miner.register(ledger, "Bob");
  for (const { identity } of [a, b, hostile]) ledger.run("Bob", callsOf(clusters).apply({ cluster: 0, identity }));
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ ...origin, args: new Uint8Array() }));
  ledger.setBalances({ Bob: 100n * PHA, Mallory: PHA, [contract]: 10n * PHA });
  ledger.runTo(6);
  ledger.run("Bob", bring(5n * PHA));
  const message = ledger.events(messages)[0]?.value.number ?? expect.fail("no message");
  ledger.runTo(8);
  const free = (person: string) => ledger.balanceOf(person).free;
  const all = () => [free("Mallory"), free("Bob"), free(contract), free(broughtAccount)].map((amount) => amount / PHA);
  return { ledger, a, b, hostile, stranger, message, all };
}

attack("take a contract's money, as one of its workers, or as no worker of its", async ({ refused, held }) => {
  const { ledger, a, b, hostile, stranger, all } = setup();
  const reportBy = (who: TestEnclave, given: Report) => ledger.run(who, report({ reports: [given] }));
  await refused("Contracts.NotMember", () => reportBy(stranger, says(0, 6, loot(9n * PHA))));
  await refused("Contracts.BadReport", () => reportBy(hostile, { ...says(0, 6), effects: loot(9n * PHA) }));
  const changed = { ...says(0, 6, loot(PHA)), effects: loot(9n * PHA) };
  await refused("Contracts.BadReport", () => reportBy(hostile, changed));
  await held("alone it is believed nothing, however often it says it, and of whatever height", () => {
    for (const given of [
      says(0, 6, loot(9n * PHA)),
      says(0, 6, loot(9n * PHA)),
      says(0, 7, loot(9n * PHA)),
      says(6, 7, loot(9n * PHA)),
    ])
      reportBy(hostile, given);
    expect(all()).toEqual([1n, 95n, 10n, 5n]);
  });
  const honest = says(0, 6, { returned: [], list: [] });
  for (const who of [a, b]) reportBy(who, honest);
  await held("what was agreed on is done once", () => {
    for (const who of [a, b, hostile]) reportBy(who, honest);
    reportBy(hostile, says(0, 6, loot(9n * PHA)));
    expect(all()).toEqual([1n, 95n, 15n, 0n]);
  });
});

attack("take back what somebody else's command brought, or one's own twice", async ({ refused, held }) => {
  const { ledger, a, b, message, all } = setup();
  const take = (who: string) => ledger.run(who, reclaim({ contract, block: 6, message }));
  await refused("Contracts.NothingBrought", () => take("Mallory"));
  await refused("Contracts.TooEarly", () => take("Bob"));
  for (const who of [a, b]) ledger.run(who, report({ reports: [says(0, 6, { returned: [message], list: [] })] }));
  await refused("Contracts.NothingBrought", () => take("Bob"));
  await refused("Contracts.NothingBrought", () => take("Mallory"));
  await held("it went back once", () => expect(all()).toEqual([1n, 100n, 10n, 0n]));
});

/** What strangers do to an account that is not theirs, so that something needs it. */
const burdens: Readonly<Record<string, (ledger: TestLedger) => void>> = {
  "some of an asset"(ledger) {
    const { create, mint } = callsOf(assets);
    ledger.run("Mallory", create({ id: 1, admin: addressOf("Mallory"), min_balance: 1n }));
    ledger.run("Mallory", mint({ id: 1, beneficiary: addressOf(contract), amount: 1n }));
  },
  "a little that comes free one day"(ledger) {
    const { vested_transfer, vest_other } = callsOf(vesting);
    const schedule = { locked: PHA, per_block: PHA - existentialDeposit / 2n, starting_block: ledger.now.number };
    ledger.run("Mallory", vested_transfer({ target: addressOf(contract), schedule }));
    ledger.runTo(ledger.now.number + 1);
    ledger.run("Mallory", vest_other({ target: addressOf(contract) }));
  },
};

attack("keep a contract's last money where it is, by what is sent to its account", async ({ held }) => {
  for (const [what, burden] of Object.entries(burdens)) {
    const { ledger, a, b } = setup();
    ledger.setBalances({ Mallory: 1_000n * PHA });
    burden(ledger);
    expect(ledger.of(system).account.get(contract).consumers, what).toBe(1);
    const pays = (prev: number, height: number, amount: bigint) => {
      const given = says(prev, height, { returned: [], list: [paying("Carol", amount)] });
      for (const who of [a, b]) ledger.run(who, report({ reports: [given] }));
    };
    const { frozen } = ledger.balanceOf(contract);
    await held(`the contract pays all that is its own, with ${what}`, () => {
      const all = ledger.balanceOf(contract).free + 5n * PHA - frozen; // what was brought
      pays(0, 6, all);
      expect([ledger.balanceOf("Carol").free, ledger.balanceOf(contract).free]).toEqual([all, 0n]);
    });
    await held("and again, when it has something again", () => {
      const before = ledger.balanceOf("Carol").free;
      ledger.setBalances({ [contract]: 3n * PHA + frozen });
      pays(6, 7, 3n * PHA - 1n); // a planck too little to exist goes along
      expect([ledger.balanceOf("Carol").free - before, ledger.balanceOf(contract).free]).toEqual([3n * PHA, 0n]);
      expect(ledger.of(system).account.get(contract)).toMatchObject({ providers: 1, consumers: 1 });
    });
  }
});

attack("take all places that a contract has for money in a block", async ({ refused, held }) => {
  const { ledger } = setup();
  ledger.setBalances({ Mallory: 100n * PHA });
  const pay = (who: string) => ledger.run(who, bring(existentialDeposit));
  for (let i = 0; i < maxBroughtOfSender; i++) pay("Mallory");
  for (let i = 0; i < 3; i++) await refused("Contracts.TooManyValues", () => pay("Mallory"));
  await held("others bring theirs", () => pay("Bob"));
});
