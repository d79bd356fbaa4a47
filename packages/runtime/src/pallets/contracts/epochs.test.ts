import { type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { root, signed } from "@pha/frame";
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, programs, TestEnclave, testPallet } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { type Cluster, clusters } from "../clusters/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import {
  followingEpoch,
  type Generation,
  generationOf,
  generationsOf,
  isNeeded,
  isOpenEpoch,
  type Keyed,
  keysAt,
  notRotated,
  withNextKey,
} from "./epochs.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { keyRulesOf } from "./key-rules.ts";
import { usualLife } from "./life.ts";
import { contractsPallet } from "./pallet.ts";
import { type Contract, nothingAgreed } from "./record.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, push_command, publish_key } = callsOf(contracts);
const { apply, remove } = callsOf(clusters);
const { set_policy } = callsOf(attestation);
const code = utf8("export default {}");
const salt = new Uint8Array([1]);
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt };
const contract = contractId(origin);
const keyOf = (epoch: number): Hex => `0x${"00".repeat(28)}${toHex(u32be(epoch)).slice(2)}`;
const keyEpoch = 40;
const grace = keyEpoch / 4;

/** A contract of a cluster of so many that is in epoch 0 since block 2, with epochs of 40 blocks. */
function setup(workers = 1) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  ledger.of(contracts).figures.put({ keyEpoch, keepsHistory: true });
  const miners = Array.from({ length: workers }, (_, i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
  }
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ cluster: 0, codeHash: origin.codeHash, args: utf8("{}"), salt }));
  ledger.runTo(2);
  const tell = (miner: TestEnclave, epoch: number) => {
    ledger.run(miner, publish_key({ contract, epoch, key: keyOf(epoch) }));
    return ledger.happened(contracts);
  };
  const refusal = (miner: TestEnclave, epoch: number) =>
    ledger.refusal(miner, publish_key({ contract, epoch, key: keyOf(epoch) }));
  const push = (epoch: number) => {
    const args = { contract, epoch, enc: keyOf(9), ciphertext: new Uint8Array(8) };
    return push_command({ ...args, value: 0n, asset: undefined, reads: [] });
  };
  const record = () => ledger.of(contracts).contracts.get(contract) as Contract;
  const keys = () => keysAt(record(), ledger.now.number);
  for (const miner of miners) tell(miner, 0);
  const deny = () => {
    const policy = ledger.of(attestation).policy.get();
    const measurements = policy.measurements.filter(({ measurement }) => measurement !== programs[0]?.measurement);
    ledger.run(root, set_policy({ policy: { ...policy, measurements } }));
  };
  const [first] = miners as [TestEnclave];
  return { ledger, miners, first, tell, refusal, push, record, keys, deny };
}

describe("a key epoch", () => {
  it("is followed by the next when it is due, once members have told its key a quarter before", () => {
    const { ledger, first, tell, refusal, keys } = setup();
    const due = 2 + keyEpoch;
    ledger.runTo(due - grace - 1);
    expect(refusal(first, 1)).toBe("Contracts.WrongEpoch");
    ledger.runTo(due - grace);
    expect(tell(first, 1)).toEqual(["KeyPublished", "Rotates"]);
    const [message] = ledger.blockOf().messages;
    const rotates = { contract, epoch: 1, from: due, until: due + grace };
    expect(message?.message.body).toEqual({ type: "Rotates", value: rotates });
    ledger.runTo(due - 1);
    expect(keys()).toMatchObject({ epoch: 0, key: keyOf(0), next: { epoch: 1, key: keyOf(1), from: due } });
    ledger.runTo(due);
    expect(keys()).toEqual({
      ...{ epoch: 1, key: keyOf(1), since: due, next: undefined },
      previous: { epoch: 0, until: due + grace },
    });
    ledger.runTo(due + grace + 1);
    expect(keys().previous).toBeUndefined();
  });

  it("goes on while members tell no key, and ends as soon as a majority has", () => {
    const { ledger, miners, tell, keys } = setup(3);
    ledger.runTo(200);
    tell(miners[0] as TestEnclave, 1);
    expect(keys()).toMatchObject({ epoch: 0, next: undefined });
    tell(miners[1] as TestEnclave, 1);
    expect(keys()).toMatchObject({ epoch: 0, next: { epoch: 1, from: 201 } });
    expect(tell(miners[2] as TestEnclave, 1)).toEqual([]);
    ledger.runTo(201);
    expect(keys()).toMatchObject({ epoch: 1, since: 201, previous: { epoch: 0, until: 201 + grace } });
  });

  it("lets commands in that are encrypted for it or, in grace, for the one before, and no others", () => {
    const { ledger, first, tell, push } = setup();
    const due = 2 + keyEpoch;
    const wrong = (epoch: number) => {
      let refused: unknown;
      try {
        ledger.run("Alice", push(epoch));
      } catch (error) {
        refused = error;
      }
      return refused;
    };
    expect(wrong(1)).toMatchObject({ code: "Contracts.WrongEpoch", data: { current: 0, given: 1 } });
    ledger.runTo(due - grace);
    tell(first, 1);
    expect(wrong(1)).toMatchObject({ data: { current: 0, given: 1 } });
    for (const number of [due, due + grace]) {
      ledger.runTo(number);
      for (const epoch of [0, 1]) ledger.run("Alice", push(epoch));
    }
    ledger.runTo(due + grace + 1);
    expect(wrong(0)).toMatchObject({ data: { current: 1, given: 0 } });
    ledger.run("Alice", push(1));
  });

  it("is noted with its end, epoch after epoch", () => {
    const { ledger, first, tell, record } = setup();
    for (let epoch = 1; epoch <= 3; epoch++) {
      ledger.runTo(2 + epoch * keyEpoch - grace);
      tell(first, epoch);
    }
    const { epochEnds } = ledger.of(contracts);
    const ends = [0, 1, 2, 3].map((epoch) => epochEnds.get(contract, epoch));
    expect(ends).toEqual([1, 2, 3].map((epoch) => 2 + epoch * keyEpoch + grace).concat([undefined as never]));
    expect(record().epoch).toBe(2);
    expect(ledger.of(contracts).keyVotes.get(contract, 3)).toEqual([]);
  });

  it("has one key: whoever tells another dissents, and one of an epoch that is over is refused", () => {
    const { ledger, first, tell, refusal } = setup();
    ledger.runTo(2 + keyEpoch);
    tell(first, 1);
    for (const epoch of [0, 1]) {
      ledger.run(first, publish_key({ contract, epoch, key: keyOf(7) }));
      expect(ledger.happened(contracts)).toEqual(["Dissent"]);
    }
    ledger.runTo(3 + keyEpoch);
    expect(refusal(first, 0)).toBe("Contracts.WrongEpoch");
    expect(refusal(first, 2)).toBe("Contracts.WrongEpoch");
  });
});

describe("a denial", () => {
  it("makes another epoch due at once, and none whose key was given out before", () => {
    const { ledger, deny, keys, record } = setup();
    ledger.runTo(10);
    deny();
    const rules = { keyEpoch, denials: ledger.of(attestation).denials.get(), generation: 0 };
    expect(followingEpoch(record(), 10, rules)).toMatchObject({ epoch: 2, generation: 0, askedFrom: 0, dueFrom: 0 });
    expect(keys()).toMatchObject({ epoch: 0, next: undefined });
  });

  it("makes none due whose key was given out for an upgrade that failed", () => {
    const { record } = setup();
    const following = (fields: Partial<Contract>, denials: number) =>
      followingEpoch({ ...record(), ...fields }, 10, { keyEpoch, denials, generation: 0 }).epoch;
    expect([0, 1].map((denials) => following({ spentEpoch: 2 }, denials))).toEqual([3, 4]);
    expect([0, 1].map((denials) => following({ spentEpoch: 2, epoch: 5 }, denials))).toEqual([6, 7]);
  });

  it("has an epoch begin in the next block once its key is told, in place of one that was to begin later", () => {
    const { ledger, first, tell, refusal, record } = setup();
    const due = 2 + keyEpoch;
    ledger.runTo(due - grace);
    tell(first, 1);
    const { denials } = ledger.of(attestation);
    denials.put(denials.get() + 1);
    ledger.runTo(due - 3);
    expect(refusal(first, 2)).toBe("Contracts.WrongEpoch");
    expect(tell(first, 3)).toEqual(["KeyPublished", "Rotates"]);
    expect(keysAt(record(), due - 2)).toMatchObject({ epoch: 3, since: due - 2, previous: { epoch: 0 } });
    expect(isOpenEpoch(record(), 1, due)).toBe(false);
    expect(ledger.of(contracts).epochEnds.get(contract, 0)).toBe(due - 2 + grace);
    expect(ledger.of(contracts).epochEnds.get(contract, 1)).toBeUndefined();
    expect(refusal(first, 4)).toBe("Contracts.WrongEpoch");
  });
});

describe("a member that is taken out of its cluster", () => {
  it("has another epoch follow at once, of the cluster's contracts alone; an applicant does not", () => {
    const { ledger, miners, tell, refusal, record, keys } = setup(3);
    const [first, second, third] = miners as [TestEnclave, TestEnclave, TestEnclave];
    const applicant = new TestEnclave("late", "Miner");
    applicant.register(ledger, "Bob");
    const cluster = ledger.of(clusters).clusters.get(0) as Cluster;
    ledger.of(clusters).clusters.put(0, { ...cluster, applicants: [applicant.identity] });
    const rules = (id = record().cluster) =>
      keyRulesOf(
        {
          contracts: ledger.of(contracts),
          attestation: ledger.of(attestation),
          gatekeepers: ledger.of(gatekeepers),
          clusters: ledger.of(clusters),
        },
        id,
      );
    ledger.run(signed(cluster.owner), remove({ cluster: 0, identity: applicant.identity }));
    expect(rules().denials).toBe(0);
    ledger.run(signed(cluster.owner), remove({ cluster: 0, identity: third.identity }));
    expect([rules().denials, rules(1).denials]).toEqual([1, 0]);
    expect(refusal(first, 1)).toBe("Contracts.WrongEpoch");
    tell(first, 2);
    expect(tell(second, 2)).toEqual(["KeyPublished", "Rotates"]);
    ledger.runTo(ledger.now.number + 1);
    expect(keys()).toMatchObject({ epoch: 2, previous: { epoch: 0 } });
  });
});

describe("another master key", () => {
  /** The newest generation of the master key, as if gatekeepers had made it. */
  const renew = ({ ledger }: ReturnType<typeof setup>, generation: number) => {
    ledger.of(gatekeepers).sharing.put({ generation, round: 0 });
  };

  it("makes another epoch due at once, whose keys are of it; what is of the one before is known as that", () => {
    const made = setup();
    const { ledger, tell, refusal, record, keys, first } = made;
    ledger.runTo(10);
    renew(made, 1);
    expect(refusal(first, 1)).toBe("Contracts.WrongEpoch");
    expect(tell(first, 2)).toEqual(["KeyPublished", "Rotates"]);
    ledger.runTo(11);
    expect(keys()).toMatchObject({ epoch: 2, since: 11, previous: { epoch: 0, until: 11 + grace } });
    expect(record().generations).toEqual([{ generation: 1, epoch: 2, until: 11 + grace }]);
    expect([0, 2, 3].map((epoch) => generationOf(record(), epoch))).toEqual([0, 1, 1]);
    ledger.runTo(11 + keyEpoch - grace);
    tell(first, 3);
    expect(record().generations).toHaveLength(1);
  });

  it("takes the place of an epoch that was to begin later, and counts beside a denial", () => {
    const made = setup();
    const { ledger, tell, deny, record, first } = made;
    const due = 2 + keyEpoch;
    ledger.runTo(due - grace);
    tell(first, 1);
    deny();
    renew(made, 1);
    expect(tell(first, 4)).toEqual(["KeyPublished", "Rotates"]);
    const { number } = ledger.now;
    expect(keysAt(record(), number + 1)).toMatchObject({ epoch: 4, previous: { epoch: 0, until: number + 1 + grace } });
    expect(generationsOf(record())).toEqual([0, 1]);
  });

  it("is that of contracts made from then on, from their first epoch; one without a key keeps the one of its making", () => {
    const made = setup(0);
    const { ledger, record, refusal } = made;
    renew(made, 2);
    const late = new Uint8Array([2]);
    ledger.run("Alice", instantiate({ cluster: 0, codeHash: origin.codeHash, args: utf8("{}"), salt: late }));
    const other = ledger.of(contracts).contracts.get(contractId({ ...origin, salt: late })) as Contract;
    expect(other.generations).toEqual([{ generation: 2, epoch: 0, until: 0 }]);
    expect(generationsOf(other)).toEqual([2]);
    const rules = { keyEpoch, denials: 0, generation: 2 };
    expect(followingEpoch(other, 9, rules)).toMatchObject({ epoch: 0, generation: 2 });
    expect(followingEpoch(record(), 9, rules)).toMatchObject({ epoch: 0, generation: 0 });
    const miner = new TestEnclave("late", "Miner");
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
    made.tell(miner, 0);
    expect(refusal(miner, 1)).toBe("Contracts.WrongEpoch");
    expect(made.tell(miner, 3)).toEqual(["KeyPublished", "Rotates"]);
    expect(generationsOf(record())).toEqual([0, 2]);
  });

  it("is what a contract needs alone once it agreed on all that came for the ones before", () => {
    const made = setup();
    const { ledger, tell, record, first } = made;
    renew(made, 1);
    expect(isNeeded(record(), 0)).toBe(true);
    tell(first, 2);
    const [{ until }] = record().generations as [Generation];
    const at = (stateHeight: number) => ({ ...record(), agreed: { ...nothingAgreed, stateHeight } });
    expect([until - 1, until].map((height) => isNeeded(at(height), 0))).toEqual([true, false]);
    expect(isNeeded({ ...at(0), halted: true }, 0)).toBe(false);
    ledger.runTo(ledger.now.number + 1);
    expect(isNeeded(at(until), 1)).toBe(true);
  });
});

const steps = array(constantFrom("wait", "deny", "renew", "tell"), { minLength: 1, maxLength: 40 });

it("a number of an epoch stands for one generation, whatever happens in which order (property)", () => {
  assert(
    property(steps, (all) => {
      const made = { codeHash: keyOf(9), life: usualLife, generations: [], spentEpoch: 0 };
      let contract: Keyed = { ...made, epoch: 0, encryptKey: keyOf(0), rotation: { ...notRotated, since: 1 } };
      let rules = { keyEpoch: 16, denials: 0, generation: 0 };
      let number = 1;
      const known = new Map([[0, 0]]);
      for (const step of all) {
        number += step === "wait" ? 7 : 1;
        if (step === "deny") rules = { ...rules, denials: rules.denials + 1 };
        if (step === "renew") rules = { ...rules, generation: rules.generation + 1 };
        const { epoch, generation, askedFrom } = followingEpoch(contract, number, rules);
        expect(known.get(epoch) ?? generation).toBe(generation);
        known.set(epoch, generation);
        if (step === "tell" && askedFrom <= number)
          contract = { ...contract, ...withNextKey(contract, keyOf(epoch), number, rules) };
        const { epoch: current, next } = keysAt(contract, number);
        for (const one of [current, next?.epoch ?? current]) expect(known.get(one)).toBe(generationOf(contract, one));
      }
    }),
  );
});
