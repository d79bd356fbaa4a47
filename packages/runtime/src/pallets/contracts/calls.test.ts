import { concat, decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { ArgsOf } from "@pha/frame";
import { emptyMessageHead, verifyMessages } from "@pha/light-client";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, dev, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { Message } from "../messages/message.ts";
import { messages } from "../messages/spec.ts";
import { type Effects, effectsRoot } from "./effect.ts";
import { codeHashOf, contractId, reasonHash } from "./ids.ts";
import { clusterRoom, contractLimits } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import { nothingAgreed, Report } from "./record.ts";
import { contracts } from "./spec.ts";

const nothingWanted: Effects = { returned: [], list: [] };
const { upload_code, instantiate, push_command, publish_key, report: reportOf, reserve } = callsOf(contracts);
const { apply, admit, create, remove } = callsOf(clusters);
const code = utf8("export default {}");
const salt = new Uint8Array([1]);
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt };
const contract = contractId(origin);
const tag = (byte: string): Hex => `0x${byte.repeat(32)}`;
const enc = tag("0e");
const push = (args: Partial<ArgsOf<typeof contracts, "push_command">> = {}) =>
  push_command({
    ...{ contract, epoch: 0, enc, ciphertext: new Uint8Array(8), value: 0n, asset: undefined, reads: [], ...args },
  });

/** A ledger in its sixth block, with `workers` miners in cluster 0 and one contract deployed there. */
function setup(workers = 0) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  const miners = Array.from({ length: workers }, (_, i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", apply({ cluster: 0, identity: miner.identity }));
  }
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ cluster: 0, codeHash: origin.codeHash, args: utf8("args"), salt }));
  const { messages: deployed } = ledger.blockOf();
  ledger.runTo(6);
  const contractOf = () => ledger.of(contracts).contracts.get(contract);
  return { ledger, miners: miners as [TestEnclave, TestEnclave, TestEnclave, TestEnclave], contractOf, deployed };
}

describe("contracts", () => {
  it("are made of stored code under an id that everybody can compute, and are listed", () => {
    const { ledger, contractOf } = setup();
    expect(contractOf()).toMatchObject({
      deployer: accountOf("Alice"),
      owner: accountOf("Alice"),
      codeHash: origin.codeHash,
      deployedAt: 1,
      epoch: 0,
    });
    expect(ledger.of(contracts).list.get(0)).toBe(contract);
    expect(ledger.of(contracts).code.get(origin.codeHash)).toEqual(code);
  });

  it.each([
    ["UnknownCode", { codeHash: tag("00") }],
    ["UnknownCluster", { cluster: 9 }],
    ["AlreadyExists", {}],
    ["TooLong", { args: new Uint8Array(contractLimits.args + 1) }],
  ])("refuses to instantiate with %s", (error, change) => {
    const { ledger } = setup();
    const args = { cluster: 0, codeHash: origin.codeHash, args: new Uint8Array(), salt, ...change };
    expect(ledger.refusal("Alice", instantiate(args))).toBe(`Contracts.${error}`);
  });

  describe("take up room in their cluster", () => {
    const another = (index: number) =>
      instantiate({ cluster: 0, codeHash: origin.codeHash, args: new Uint8Array(), salt: Uint8Array.of(index) });

    it("against a deposit for the contract, its code and what its state may cost", () => {
      const { ledger } = setup();
      expect(ledger.of(contracts).room.get(0)).toEqual({ contracts: 1, codeBytes: code.length, stateKib: 256 });
      const deposit = PHA + 257n * (PHA / 100n);
      expect(ledger.balanceOf("Alice").reserved).toBe(deposit);
      ledger.run("Alice", reserve({ contract, stateKib: 300 }));
      expect(ledger.balanceOf("Alice").reserved).toBe(deposit + 44n * (PHA / 100n));
      ledger.setBalances({ Zoe: PHA });
      expect(ledger.refusal("Zoe", another(2))).toBe("Balances.InsufficientBalance");
      expect(ledger.of(contracts).room.get(0)).toMatchObject({ contracts: 1, stateKib: 300 });
    });

    it.each([
      ["contracts", clusterRoom.contracts],
      ["codeBytes", clusterRoom.codeBytes],
      ["stateKib", clusterRoom.stateKib],
    ] as const)("and none when it has none left of %s", (what, max) => {
      const { ledger } = setup();
      const taken = ledger.of(contracts).room.get(0);
      const last = { contracts: 1, codeBytes: code.length, stateKib: 256 }[what];
      ledger.of(contracts).room.put(0, { ...taken, [what]: max - last });
      ledger.run("Alice", another(2));
      expect(ledger.of(contracts).room.get(0)[what]).toBe(max);
      expect(ledger.refusal("Alice", another(3))).toBe("Contracts.ClusterFull");
      if (what === "stateKib")
        expect(ledger.refusal("Alice", reserve({ contract, stateKib: 257 }))).toBe("Contracts.ClusterFull");
    });

    it("more when their owner reserves it, up to 16 MiB, and never less; their workers are told in ledger order", () => {
      const { ledger } = setup();
      ledger.run("Alice", reserve({ contract, stateKib: 16_384 }));
      expect(ledger.events(contracts)).toContainEqual({ type: "Reserved", value: { contract, stateKib: 16_384 } });
      const [message] = ledger.blockOf().messages;
      expect(message?.message.body).toEqual({ type: "Reserved", value: { contract, stateKib: 16_384 } });
      for (const stateKib of [0, 256, 16_384, 16_385])
        expect(ledger.refusal("Alice", reserve({ contract, stateKib }))).toBe("Contracts.BadRoom");
      expect(ledger.refusal("Bob", reserve({ contract, stateKib: 16_384 }))).toBe("Contracts.NotOwner");
      expect(ledger.refusal("Alice", reserve({ contract: tag("99"), stateKib: 300 }))).toBe(
        "Contracts.UnknownContract",
      );
    });
  });

  it("stores at most 512 KiB of code, once", () => {
    const { ledger } = setup();
    const refusal = (bytes: Uint8Array) => ledger.refusal("Alice", upload_code({ code: bytes }));
    ledger.run("Alice", upload_code({ code: new Uint8Array(contractLimits.code) }));
    expect(refusal(new Uint8Array(contractLimits.code + 1))).toBe("Contracts.CodeTooLarge");
    expect(refusal(new Uint8Array())).toBe("Contracts.CodeTooLarge");
    expect(refusal(code)).toBe("Contracts.AlreadyExists");
  });

  it.each([
    ["UnknownContract", { contract: tag("00") }],
    ["WrongEpoch", { epoch: 1 }],
    ["TooLong", { ciphertext: new Uint8Array(contractLimits.ciphertext + 1) }],
  ])("refuses a command with %s, and queues nothing", (error, change) => {
    const { ledger } = setup();
    const before = ledger.of(messages).head.get(0);
    expect(ledger.refusal("Alice", push(change))).toBe(`Contracts.${error}`);
    expect(ledger.of(messages).head.get(0)).toEqual(before);
    expect(ledger.blockOf().messages).toEqual([]);
  });

  it("chain their cluster's messages in ledger order: head, number and bytes agree", () => {
    const { ledger, deployed } = setup();
    ledger.run("Alice", push());
    ledger.run("Bob", push());
    const queued = [...deployed, ...ledger.blockOf().messages];
    expect(queued.map(({ cluster, number }) => [cluster, number])).toEqual([
      [0, 1n],
      [0, 2n],
      [0, 3n],
    ]);
    verifyMessages(
      emptyMessageHead,
      ledger.of(messages).head.get(0),
      queued.map(({ bytes }) => bytes),
    );
    const [instantiated, first, second] = queued.map(({ bytes }) => decode(Message, bytes));
    expect(instantiated?.body).toMatchObject({ type: "Instantiated", value: { args: utf8("args") } });
    expect(first?.body).toMatchObject({ type: "Command", value: { contract, sender: accountOf("Alice") } });
    expect(second).toMatchObject({ number: ledger.head.number, parentHash: ledger.head.parentHash });
  });

  it("forget the messages of what was rolled back", () => {
    const { ledger } = setup();
    const before = ledger.of(messages).head.get(0);
    expect(ledger.send(dev("Alice"), push({ epoch: 3 })).ok).toBe(false);
    expect(ledger.of(messages).head.get(0)).toEqual(before);
  });
});

describe("agreement", () => {
  const broken = (code: string) => {
    const reason = { code, message: "It does not start." };
    return { status: { type: "Broken" as const, value: reasonHash(reason) }, reason };
  };
  const report = (prevStateHeight: number, stateHeight: number, stateTag: Hex): Report => {
    return {
      ...nothingAgreed,
      contract,
      prevStateHeight,
      stateHeight,
      stateTag,
      reason: undefined,
      effects: undefined,
    };
  };
  /** What follows from a worker's reports. */
  const send = (ledger: TestLedger, miner: TestEnclave, ...reports: Report[]) => {
    ledger.run(miner, reportOf({ reports }));
    return ledger.happened(contracts);
  };

  it("publishes a key when more than half of the cluster reported the same", () => {
    const { ledger, miners, contractOf } = setup(3);
    const say = (miner: TestEnclave, key: Hex) => {
      ledger.run(miner, publish_key({ contract, epoch: 0, key }));
      return ledger.happened(contracts);
    };
    say(miners[0], tag("01"));
    say(miners[0], tag("01"));
    say(miners[1], tag("02"));
    expect(contractOf()?.encryptKey).toBeUndefined();
    expect(say(miners[2], tag("01"))).toEqual(["KeyPublished"]);
    expect(contractOf()?.encryptKey).toBe(tag("01"));
    expect(say(miners[1], tag("02"))).toEqual(["Dissent"]);
    expect(say(miners[1], tag("01"))).toEqual([]);
  });

  it("agrees on a state when more than half reported it, and names who dissents", () => {
    const { ledger, miners, contractOf } = setup(3);
    expect(send(ledger, miners[0], report(0, 3, tag("aa")))).toEqual([]);
    expect(send(ledger, miners[1], report(0, 3, tag("bb")))).toEqual([]);
    expect(send(ledger, miners[2], report(0, 3, tag("aa")))).toEqual(["Agreed", "Dissent"]);
    expect(contractOf()?.agreed).toEqual({ ...nothingAgreed, stateHeight: 3, stateTag: tag("aa") });
    expect(send(ledger, miners[1], report(0, 3, tag("bb")))).toEqual(["Dissent"]);
    expect(send(ledger, miners[0], report(0, 3, tag("aa")))).toEqual([]);
  });

  it("accepts heights strictly in order, however reports arrive", () => {
    const { ledger, miners, contractOf } = setup(2);
    send(ledger, miners[0], report(3, 4, tag("bb")), report(4, 5, tag("cc")));
    send(ledger, miners[1], report(3, 4, tag("bb")), report(4, 5, tag("cc")));
    expect(contractOf()?.agreed.stateHeight).toBe(0);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(send(ledger, miners[1], report(0, 3, tag("aa")))).toEqual(["Agreed", "Agreed", "Agreed"]);
    expect(contractOf()?.agreed).toEqual({ ...nothingAgreed, stateHeight: 5, stateTag: tag("cc") });
  });

  it("halts a contract on which no majority is possible", () => {
    const { ledger, miners, contractOf } = setup(2);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(send(ledger, miners[1], report(0, 3, tag("bb")))).toEqual(["Disputed"]);
    expect(contractOf()?.halted).toBe(true);
    expect(ledger.refusal("Alice", push())).toBe("Contracts.Halted");
    expect(send(ledger, miners[0], report(0, 3, tag("aa")))).toEqual([]);
  });

  it.each<Partial<Report>>([
    { stateTag: tag("bb") },
    { effectsRoot: effectsRoot(nothingWanted), effects: nothingWanted },
    { receiptsRoot: tag("bb") },
    { gas: 1n },
    { stateKib: 1 },
    broken("contract.NoStart"),
  ])("needs all of a report to be the same: %o", (other) => {
    const { ledger, miners } = setup(2);
    const first = { ...report(0, 3, tag("aa")), gas: 32_768n, stateKib: 7 };
    send(ledger, miners[0], first);
    expect(send(ledger, miners[1], { ...first, ...other })).toEqual(["Disputed"]);
  });

  it("keeps all that was agreed, and measures late reports by it", () => {
    const { ledger, miners, contractOf } = setup(3);
    const {
      contract: _,
      prevStateHeight,
      reason,
      effects,
      ...claim
    } = { ...report(0, 3, tag("aa")), gas: 65_536n, stateKib: 2 };
    for (const miner of [miners[0], miners[1]])
      send(ledger, miner, { contract, prevStateHeight, ...claim, reason, effects });
    expect(contractOf()?.agreed).toEqual(claim);
    expect(send(ledger, miners[2], { contract, prevStateHeight, ...claim, gas: 0n, reason, effects })).toEqual([
      "Dissent",
    ]);
  });

  it("halts a contract whose next message a majority could not finish", () => {
    const { ledger, miners, contractOf } = setup(2);
    const stuck: Report = { ...report(0, 3, tag("aa")), status: { type: "Stuck" } };
    send(ledger, miners[0], stuck);
    expect(send(ledger, miners[1], stuck)).toEqual(["Stuck"]);
    expect(contractOf()).toMatchObject({ halted: true, agreed: nothingAgreed });
  });

  it("waits for whom is stuck as for whom is silent: what it comes to after a restart counts", () => {
    const { ledger, miners, contractOf } = setup(2);
    const stuck: Report = { ...report(0, 3, tag("00")), status: { type: "Stuck" } };
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(send(ledger, miners[1], stuck)).toEqual([]);
    expect(send(ledger, miners[1], stuck)).toEqual([]);
    expect(contractOf()).toMatchObject({ halted: false, agreed: nothingAgreed });
    expect(send(ledger, miners[1], report(0, 3, tag("aa")))).toEqual(["Agreed"]);
    expect(contractOf()).toMatchObject({ halted: false, agreed: { stateHeight: 3 } });
    expect(send(ledger, miners[1], stuck)).toEqual([]);
  });

  it("goes on without a minority that is stuck, and does not call it dissenting", () => {
    const { ledger, miners, contractOf } = setup(3);
    const stuck: Report = { ...report(0, 3, tag("00")), status: { type: "Stuck" } };
    send(ledger, miners[0], stuck);
    send(ledger, miners[1], report(0, 3, tag("aa")));
    expect(send(ledger, miners[2], report(0, 3, tag("aa")))).toEqual(["Agreed"]);
    expect(contractOf()).toMatchObject({ halted: false, agreed: { stateHeight: 3 } });
  });

  it("is disputed when not even those who are stuck could bring about a majority", () => {
    const { ledger, miners, contractOf } = setup(4);
    const stuck: Report = { ...report(0, 3, tag("00")), status: { type: "Stuck" } };
    send(ledger, miners[0], stuck);
    send(ledger, miners[1], report(0, 3, tag("aa")));
    expect(send(ledger, miners[2], report(0, 3, tag("bb")))).toEqual([]);
    expect(send(ledger, miners[3], report(0, 3, tag("cc")))).toEqual(["Disputed"]);
    expect(contractOf()?.halted).toBe(true);
  });

  it("breaks a contract whose constructor failed, for the reason that a majority says; nothing is sent to it then", () => {
    const { ledger, miners, contractOf } = setup(3);
    const failed = { ...report(0, 3, tag("aa")), ...broken("contract.NoStart") };
    expect(send(ledger, miners[0], failed)).toEqual([]);
    expect(send(ledger, miners[1], { ...failed, ...broken("contract.Another") })).toEqual([]);
    expect(contractOf()?.broken).toBeUndefined();
    expect(send(ledger, miners[2], failed)).toEqual(["Agreed", "Broken", "Dissent"]);
    expect(contractOf()).toMatchObject({ broken: failed.reason, halted: false, agreed: { stateHeight: 3 } });
    expect(ledger.refusal("Alice", push())).toBe("Contracts.Broken");
    const later = { ...failed, prevStateHeight: 3, stateHeight: 4, ...broken("contract.Later") };
    send(ledger, miners[0], later);
    expect(send(ledger, miners[2], later)).toEqual(["Agreed"]);
    expect(contractOf()?.broken).toEqual(failed.reason);
  });

  it("knows no reason when its breaking is agreed by those who reported before, as members go", () => {
    const { ledger, miners, contractOf } = setup(4);
    const failed = { ...report(0, 3, tag("aa")), ...broken("contract.NoStart") };
    send(ledger, miners[0], failed);
    send(ledger, miners[1], failed);
    ledger.run("Alice", remove({ cluster: 0, identity: (miners[3] as TestEnclave).identity }));
    expect(contractOf()?.broken).toBeUndefined();
    expect(send(ledger, miners[2], report(0, 3, tag("bb")))).toEqual(["Agreed", "Broken", "Dissent"]);
    expect(contractOf()?.broken).toEqual({ code: "unknown", message: "" });
  });

  it("refuses a report whose reason is not the one that its status names, or that has one without", () => {
    const { ledger, miners } = setup(2);
    const { status, reason } = broken("contract.NoStart");
    const other = broken("contract.Another");
    for (const wrong of [{ status }, { reason }, { status, reason: other.reason }])
      expect(ledger.refusal(miners[0], reportOf({ reports: [{ ...report(0, 3, tag("aa")), ...wrong }] }))).toBe(
        "Contracts.BadReport",
      );
  });

  it("has these bytes for a report", () => {
    const claim = { ...report(1, 258, tag("aa")), receiptsRoot: tag("bb"), gas: 16_384n, stateKib: 5 };
    expect(toHex(encode(Report, claim))).toBe(
      `${contract}01000000${"02010000"}${"aa".repeat(32)}${"00".repeat(32)}${"bb".repeat(32)}${"0040000000000000"}${"05000000"}000000`,
    );
    const to = tag("cc");
    const effects: Effects = {
      returned: [258n],
      list: [
        { message: 3n, index: 0, effect: { type: "Pay", value: { to, amount: 5n } } },
        { message: 3n, index: 1, effect: { type: "Emit", value: { name: "A", data: Uint8Array.of(0x7b, 0x7d) } } },
      ],
    };
    const root = effectsRoot(effects);
    const bytes = `04${"0201000000000000"}08${"0300000000000000"}0000${"cc".repeat(32)}05${"00".repeat(15)}${"0300000000000000"}0101${"0441"}${"087b7d"}`;
    expect(root).toBe(toHex(sha256(concat(utf8("phala/effects/v1"), fromHex(`0x${bytes}`)))));
    expect(toHex(encode(Report, { ...claim, effectsRoot: root, effects }))).toBe(
      `${contract}01000000${"02010000"}${"aa".repeat(32)}${root.slice(2)}${"bb".repeat(32)}${"0040000000000000"}${"05000000"}000001${bytes}`,
    );
  });

  it("counts a worker once, and not after it was removed", () => {
    const { ledger, miners, contractOf } = setup(3);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(send(ledger, miners[0], report(0, 3, tag("bb")))).toEqual(["Dissent"]);
    ledger.run("Alice", remove({ cluster: 0, identity: miners[0].identity }));
    const reports = [report(0, 3, tag("aa"))];
    expect(ledger.refusal(miners[0], reportOf({ reports }))).toBe("Contracts.NotMember");
    send(ledger, miners[1], report(0, 3, tag("aa")));
    expect(contractOf()?.agreed.stateHeight).toBe(0);
    send(ledger, miners[2], report(0, 3, tag("aa")));
    expect(contractOf()?.agreed.stateHeight).toBe(3);
  });

  it.each([
    ["does not go forward", 3, 3],
    ["lies beyond the newest block", 0, 1_000],
  ])("refuses a report that %s", (_, prev, height) => {
    const { ledger, miners } = setup(1);
    const reports = [report(prev, height, tag("aa"))];
    expect(ledger.refusal(miners[0], reportOf({ reports }))).toBe("Contracts.BadReport");
  });
});

describe("clusters", () => {
  it("admit whom their owner admits", () => {
    const { ledger, miners } = setup(1);
    const [{ identity }] = miners;
    ledger.run("Alice", create({ minMembers: 2 }));
    const of = { cluster: 1, identity };
    expect(ledger.refusal("Alice", admit(of))).toBe("Clusters.NotApplied");
    expect(ledger.refusal("Alice", apply(of))).toBe("Clusters.NotMiner");
    ledger.run("Bob", apply(of));
    expect(ledger.refusal("Bob", apply(of))).toBe("Clusters.AlreadyThere");
    expect(ledger.refusal("Bob", admit(of))).toBe("Clusters.NotOwner");
    ledger.run("Alice", admit(of));
    expect(ledger.of(clusters).clusters.get(1)).toMatchObject({ members: [identity], applicants: [], minMembers: 2 });
    ledger.run("Alice", remove(of));
    expect(ledger.refusal("Alice", remove(of))).toBe("Clusters.NotMember");
    expect(ledger.refusal("Alice", remove({ ...of, cluster: 7 }))).toBe("Clusters.UnknownCluster");
    expect(ledger.refusal("Alice", create({ minMembers: 0 }))).toBe("Clusters.BadMinimum");
  });
});
