import { type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { root } from "@pha/frame";
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueuedMessage } from "../../runtime.ts";
import { accountOf, callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { PHA } from "../balances/account-data.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { type Effects, effectsRoot } from "./effect.ts";
import { epochAt, followingEpoch, keysAt } from "./epochs.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { keyRulesOf } from "./key-rules.ts";
import type { UpgradePolicy } from "./life.ts";
import { clusterRoom } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import type { Reason } from "./reason.ts";
import { type Contract, nothingAgreed, type Report } from "./record.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, instantiate_with_policy, upgrade, decree_upgrade } = callsOf(contracts);
const { push_command, publish_key, report, offer, accept } = callsOf(contracts);
const { withdraw_upgrade, decree_withdrawal } = callsOf(contracts);
const { apply } = callsOf(clusters);
const code = utf8("export default {}");
const other = utf8(`export default { /* ${"2".repeat(4_000)} */ }`);
const [codeHash, otherHash] = [codeHashOf(code), codeHashOf(other)];
const salt = Uint8Array.of(1);
const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
const keyOf = (epoch: number): Hex => `0x${"00".repeat(28)}${toHex(u32be(epoch)).slice(2)}`;
const kib = PHA / 100n;

/** Alice's contract of a cluster of so many, whose key is known, and other code that is stored; it is block 3. */
function setup(policy: UpgradePolicy["type"] = "Owner", workers = 2) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  const miners = Array.from({ length: workers }, (_, i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
  }
  for (const one of [code, other]) ledger.run("Alice", upload_code({ code: one }));
  ledger.run(
    "Alice",
    instantiate_with_policy({ cluster: 0, codeHash, args: utf8("{}"), salt, upgrades: { type: policy } }),
  );
  const tell = (epoch: number) => {
    for (const miner of miners) ledger.run(miner, publish_key({ contract, epoch, key: keyOf(epoch) }));
  };
  tell(0);
  ledger.runTo(3);
  const record = () => ledger.of(contracts).contracts.get(contract) as Contract;
  const push = (epoch: number) => {
    const args = { contract, epoch, enc: keyOf(9), ciphertext: new Uint8Array(8) };
    return push_command({ ...args, value: 0n, asset: undefined, reads: [] });
  };
  /** All say that it went over at a height, or why not. */
  const end = (stateHeight: number, failure?: Reason) => {
    const { life, agreed } = record();
    const value = { codeHash: life.upgrade?.codeHash ?? otherHash, failure };
    const effect = { type: "Upgraded" as const, value };
    const effects: Effects = { returned: [], list: [{ message: 2n, index: 0, effect }] };
    const claim = { ...nothingAgreed, stateHeight, effectsRoot: effectsRoot(effects) };
    const said: Report = { contract, prevStateHeight: agreed.stateHeight, ...claim, reason: undefined, effects };
    for (const miner of miners) ledger.run(miner, report({ reports: [said] }));
    return ledger.happened(contracts);
  };
  /** To the code that it does not have. */
  const begin = () => {
    const to = record().codeHash === codeHash ? otherHash : codeHash;
    ledger.run("Alice", upgrade({ contract, codeHash: to }));
  };
  const following = () => {
    const states = {
      ...{ contracts: ledger.of(contracts), attestation: ledger.of(attestation) },
      ...{ gatekeepers: ledger.of(gatekeepers), clusters: ledger.of(clusters) },
    };
    return followingEpoch(record(), ledger.now.number, keyRulesOf(states, 0));
  };
  const deny = () => ledger.of(attestation).denials.put(ledger.of(attestation).denials.get() + 1);
  const held = () => ledger.balanceOf("Alice").reserved;
  return { ledger, miners, tell, record, push, begin, end, held, following, deny };
}

const queuedIn = (ledger: ReturnType<typeof setup>["ledger"]) =>
  (ledger.blockOf().messages as readonly QueuedMessage[]).map(({ message: { body } }) => body);

describe("an upgrade", () => {
  it("begins with the members telling the key that goes with the code; commands are taken meanwhile", () => {
    const { ledger, begin, record, push, tell } = setup();
    begin();
    expect(ledger.happened(contracts)).toEqual(["UpgradeBegun"]);
    expect(record()).toMatchObject({ codeHash, epoch: 0, life: { upgrade: { codeHash: otherHash, epoch: 2 } } });
    ledger.run("Bob", push(0));
    tell(2);
    expect(queuedIn(ledger).at(-1)).toEqual({
      type: "Upgrades",
      value: { contract, codeHash: otherHash, epoch: 2 },
    });
  });

  it("takes no commands from then on until it is agreed on, and then those for its code alone", () => {
    const { ledger, begin, push, tell, end, record } = setup();
    begin();
    tell(2);
    expect([ledger.refusal("Bob", push(0)), ledger.refusal("Bob", push(2))]).toEqual(
      Array(2).fill("Contracts.Upgrading"),
    );
    ledger.runTo(5);
    expect(end(3)).toEqual(["Agreed", "Upgraded"]);
    expect(record()).toMatchObject({
      codeHash: otherHash,
      epoch: 2,
      encryptKey: keyOf(2),
      life: { upgrade: undefined },
    });
    expect(ledger.refusal("Bob", push(0))).toBe("Contracts.CodeReplaced");
    expect(ledger.refusal("Bob", push(3))).toBe("Contracts.WrongEpoch");
    ledger.run("Bob", push(2));
    expect([2, 3, 4, 5].map((number) => epochAt(record(), number))).toEqual([0, 0, 2, 2]);
    expect(ledger.of(contracts).pastCode.get(contract, codeHash)).toBe(0);
    expect(ledger.of(contracts).epochEnds.get(contract, 0)).toBe(3);
  });

  it("ends an offer once it is done, and leaves it as it is when it failed", () => {
    const { ledger, begin, tell, end, record } = setup();
    ledger.run("Alice", offer({ contract, to: accountOf("Carol") }));
    begin();
    tell(2);
    ledger.runTo(5);
    end(3, { code: "contract.Full", message: "There is no room." });
    expect(record().life.offeredTo).toBe(accountOf("Carol"));
    begin();
    tell(4);
    ledger.runTo(7);
    expect(end(5)).toEqual(["Agreed", "Upgraded", "Offered"]);
    expect(record()).toMatchObject({ codeHash: otherHash, life: { offeredTo: undefined } });
    expect(ledger.refusal("Carol", accept({ contract }))).toBe("Contracts.NotOffered");
  });

  it("leaves everything as it was when the workers agree that the code could not take over", () => {
    const { ledger, begin, push, tell, end, record, held } = setup();
    const [before, deposit] = [record(), held()];
    begin();
    tell(2);
    ledger.runTo(5);
    const reason = { code: "contract.Full", message: "There is no room." };
    expect(end(3, reason)).toEqual(["Agreed", "UpgradeFailed"]);
    const life = { ...before.life, refused: { codeHash: otherHash, reason } };
    expect(record()).toEqual({ ...before, agreed: record().agreed, life, spentEpoch: 2 });
    expect(held()).toBe(deposit);
    ledger.run("Bob", push(0));
    begin();
    expect(ledger.happened(contracts)).toEqual(["UpgradeBegun"]);
  });

  it("leaves its number to no other when it failed: not to what follows, after a denial or not, nor to another try", () => {
    const { ledger, begin, tell, end, record, following, deny } = setup();
    begin();
    tell(2);
    ledger.runTo(5);
    end(3, { code: "contract.Full", message: "There is no room." });
    expect(following()).toMatchObject({ epoch: 3, codeHash });
    deny();
    expect(following()).toMatchObject({ epoch: 4, codeHash, dueFrom: 0 });
    begin();
    expect(record().life.upgrade).toMatchObject({ codeHash: otherHash, epoch: 5 });
    tell(5);
    ledger.runTo(7);
    end(5);
    expect(record()).toMatchObject({ codeHash: otherHash, epoch: 5, spentEpoch: 2 });
    expect(following().epoch).toBe(7);
  });

  it("moves the deposit and the cluster's room from the one code to the other", () => {
    const { ledger, begin, tell, end, held } = setup();
    const before = held();
    begin();
    expect(held()).toBe(before + 4n * kib);
    tell(2);
    ledger.runTo(5);
    end(3);
    expect(held()).toBe(before + 3n * kib);
    expect(ledger.of(contracts).room.get(0)).toEqual({ contracts: 1, codeBytes: other.length, stateKib: 256 });
  });

  it("has other epochs follow when it is over, and none before", () => {
    const { ledger, begin, tell, end, record, miners } = setup();
    begin();
    tell(2);
    const [miner] = miners as [TestEnclave];
    const key = (epoch: number) => publish_key({ contract, epoch, key: keyOf(epoch) });
    expect(ledger.refusal(miner, key(1))).toBe("Contracts.WrongEpoch");
    expect(ledger.refusal(miner, key(3))).toBe("Contracts.WrongEpoch");
    ledger.runTo(5);
    end(3);
    ledger.of(contracts).figures.put({ keyEpoch: 16, keepsHistory: true });
    ledger.runTo(17);
    tell(3);
    expect(keysAt(record(), 20)).toMatchObject({ epoch: 3, previous: { epoch: 2 } });
  });
});

describe("an upgrade that is taken back", () => {
  const takeBack = withdraw_upgrade({ contract });

  it("leaves the contract as it was, deposit and room too, and lets a denial have its next key", () => {
    const { ledger, miners, begin, record, held, push, following, deny } = setup();
    const [before, deposit, room] = [record(), held(), ledger.of(contracts).room.get(0)];
    begin();
    deny();
    expect(following()).toMatchObject({ epoch: 2, codeHash: otherHash });
    ledger.run(miners[0] as TestEnclave, publish_key({ contract, epoch: 2, key: keyOf(2) }));
    ledger.run("Alice", takeBack);
    expect(ledger.happened(contracts)).toEqual(["UpgradeWithdrawn"]);
    const refused = { codeHash: otherHash, reason: { code: "withdrawn", message: "" } };
    expect(record()).toEqual({ ...before, life: { ...before.life, refused }, spentEpoch: 2 });
    expect([held(), ledger.of(contracts).room.get(0)]).toEqual([deposit, room]);
    expect(ledger.of(contracts).keyVotes.get(contract, 2)).toEqual([]);
    expect(following()).toMatchObject({ epoch: 4, codeHash, dueFrom: 0 });
    ledger.run("Bob", push(0));
    begin();
    expect(record().life).toMatchObject({ upgrade: { epoch: 5 }, refused: undefined });
  });

  it("was the owner's alone to take back, or governance's, whosever it was", () => {
    const { ledger, begin, record } = setup();
    begin();
    expect(ledger.refusal("Bob", takeBack)).toBe("Contracts.NotOwner");
    ledger.run(root, decree_withdrawal({ contract }));
    expect(record().life.upgrade).toBeUndefined();
    const decreed = setup("Governance");
    const deposit = decreed.held();
    decreed.ledger.run(root, decree_upgrade({ contract, codeHash: otherHash }));
    expect(decreed.ledger.refusal("Alice", takeBack)).toBe("Contracts.UpgradeForbidden");
    decreed.ledger.run(root, decree_withdrawal({ contract }));
    expect([decreed.held(), decreed.ledger.of(contracts).room.get(0).codeBytes]).toEqual([deposit, code.length]);
  });

  it("is no more once the workers go over to the code, or before it began", () => {
    const { ledger, begin, tell, record } = setup();
    expect(ledger.refusal("Alice", takeBack)).toBe("Contracts.NoUpgrade");
    begin();
    tell(2);
    expect(ledger.refusal("Alice", takeBack)).toBe("Contracts.UpgradeTold");
    expect(ledger.refusal(root, decree_withdrawal({ contract }))).toBe("Contracts.UpgradeTold");
    expect(record().life.upgrade?.told).toBeDefined();
  });
});

const refusals: readonly [string, UpgradePolicy["type"], string][] = [
  ["Contracts.UpgradeForbidden", "Never", "Alice"],
  ["Contracts.UpgradeForbidden", "Governance", "Alice"],
  ["Contracts.NotOwner", "Owner", "Bob"],
];
it.each(refusals)("is refused with %s where the policy is %s and %s asks", (error, policy, who) => {
  const { ledger } = setup(policy);
  expect(ledger.refusal(who, upgrade({ contract, codeHash: otherHash }))).toBe(error);
});

it("is governance's where the policy says so, and nowhere else", () => {
  const call = decree_upgrade({ contract, codeHash: otherHash });
  const { ledger } = setup("Governance");
  ledger.run(root, call);
  expect(ledger.happened(contracts)).toEqual(["UpgradeBegun"]);
  expect(setup("Owner").ledger.refusal(root, call)).toBe("Contracts.UpgradeForbidden");
});

it("that governance decrees needs neither money of the owner nor room, and leaves the deposit as it was", () => {
  const { ledger, tell, end, record, held } = setup("Governance");
  const deposit = held();
  ledger.setBalances({ Alice: PHA / 10n, Carol: 100n * PHA });
  const full = { contracts: 1, codeBytes: clusterRoom.codeBytes, stateKib: 256 };
  ledger.of(contracts).room.put(0, full);
  const decree = (to: Hex, epoch: number, number: number, failure?: Reason) => {
    ledger.run(root, decree_upgrade({ contract, codeHash: to }));
    const during = ledger.of(contracts).room.get(0).codeBytes;
    tell(epoch);
    ledger.runTo(number);
    end(number - 2, failure);
    return during - full.codeBytes;
  };
  expect(decree(otherHash, 2, 5, { code: "contract.Full", message: "There is no room." })).toBe(other.length);
  expect([held(), ledger.of(contracts).room.get(0)]).toEqual([deposit, full]);
  expect(decree(otherHash, 4, 7)).toBe(other.length);
  expect([record().codeHash, held()]).toEqual([otherHash, deposit]);
  expect(ledger.of(contracts).room.get(0).codeBytes).toBe(full.codeBytes - code.length + other.length);
  const refused = instantiate({ cluster: 0, codeHash, args: utf8("{}"), salt: Uint8Array.of(2) });
  expect(ledger.refusal("Bob", refused)).toBe("Contracts.ClusterFull");
  ledger.run("Alice", offer({ contract, to: accountOf("Carol") }));
  ledger.run("Carol", accept({ contract }));
  expect([held(), ledger.balanceOf("Carol").reserved]).toEqual([0n, deposit]);
});

it("is refused while there is another one, for the code that is there or is not stored, and before the first key", () => {
  const { ledger, begin } = setup();
  const to = (hash: Hex, of = contract) => ledger.refusal("Alice", upgrade({ contract: of, codeHash: hash }));
  expect(to(codeHash)).toBe("Contracts.SameCode");
  expect(to(keyOf(1))).toBe("Contracts.UnknownCode");
  begin();
  expect(to(otherHash)).toBe("Contracts.UpgradePending");
  const made = { cluster: 0, codeHash, args: utf8("{}"), salt: Uint8Array.of(2) };
  ledger.run("Alice", instantiate_with_policy({ ...made, upgrades: { type: "Owner" } }));
  const second = contractId({ deployer: accountOf("Alice"), ...made });
  expect(to(otherHash, second)).toBe("Contracts.NoKey");
});

it("is nobody's of a contract that was made without a policy", () => {
  const { ledger } = setup();
  const made = { cluster: 0, codeHash, args: utf8("{}"), salt: Uint8Array.of(2) };
  ledger.run("Alice", instantiate(made));
  const id = contractId({ deployer: accountOf("Alice"), ...made });
  expect(ledger.refusal("Alice", upgrade({ contract: id, codeHash: otherHash }))).toBe("Contracts.UpgradeForbidden");
});

const steps = array(constantFrom("wait", "deny", "renew", "tell", "upgrade", "withdraw", "succeed", "fail"), {
  maxLength: 16,
});

it("a number of an epoch stands for one key that nobody was given before, whatever comes of upgrades (property)", () => {
  assert(
    property(steps, (all) => {
      const { ledger, tell, begin, end, record, following, deny } = setup("Owner", 1);
      const { sharing } = ledger.of(gatekeepers);
      ledger.of(contracts).figures.put({ keyEpoch: 16, keepsHistory: true });
      /** What each number stood for when it was first to follow. */
      const known = new Map<number, unknown>();
      let upgrades = 0;
      for (const step of all) {
        ledger.runTo(ledger.now.number + (step === "wait" ? 7 : 2));
        const isEnd = step === "succeed" || step === "fail";
        if (step === "deny") deny();
        if (step === "renew") sharing.put({ generation: (sharing.get()?.generation ?? 0) + 1, round: 0 });
        if ((step === "upgrade" || isEnd) && !record().life.upgrade) {
          begin();
          upgrades++;
        }
        if (step === "withdraw" && record().life.upgrade && !record().life.upgrade?.told)
          ledger.run(root, decree_withdrawal({ contract }));
        const isDue = following().askedFrom <= ledger.now.number && !record().life.upgrade?.told;
        if ((step === "tell" || isEnd) && isDue) tell(following().epoch);
        if (isEnd) {
          ledger.runTo(ledger.now.number + 2);
          end(ledger.now.number - 1, step === "fail" ? { code: "contract.No", message: "" } : undefined);
          expect(record().life.upgrade).toBeUndefined();
        }
        const { epoch, codeHash: of, generation } = following();
        const stands = { of, generation, upgrades, denials: ledger.of(attestation).denials.get() };
        if (!record().life.upgrade) expect(known.get(epoch) ?? stands).toEqual(stands);
        if (!known.has(epoch)) known.set(epoch, stands);
        else expect(known.get(epoch)).toMatchObject({ of, generation, upgrades });
      }
    }),
    { numRuns: 40 },
  );
});
