import { decode, encode, type Hex, toHex, utf8 } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { emptyMessageHead, verifyMessages } from "@pha/light-client";
import { describe, expect, it } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { programs, TestEnclave } from "../../test-enclave.ts";
import { dev, TestLedger } from "../../test-ledger.ts";
import { clusters } from "../clusters/spec.ts";
import { Message } from "../messages/message.ts";
import { messages } from "../messages/spec.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { contractLimits, contracts, nothingAgreed, Report } from "./spec.ts";

const alice = dev("Alice");
const operator = dev("Bob");
const code = utf8("export default {}");
const salt = new Uint8Array([1]);
const origin = { deployer: alice.accountId, cluster: 0, codeHash: codeHashOf(code), salt };
const contract = contractId(origin);
const tag = (byte: string): Hex => `0x${byte.repeat(32)}`;
const enc = tag("0e");
const push = (args: Partial<{ contract: Hex; epoch: number; ciphertext: Uint8Array }> = {}) =>
  makeCall(contracts, "push_command", { contract, epoch: 0, enc, ciphertext: new Uint8Array(8), ...args });

/** A ledger with `workers` miners in cluster 0 and one contract deployed there. */
function setup(workers = 0) {
  const ledger = new TestLedger(phala({ programs }));
  ledger.block();
  const miners = Array.from({ length: workers }, (_, i) => new TestEnclave(`miner ${i}`, "Miner"));
  for (const miner of miners) {
    ledger.run(operator, miner.registration(ledger, operator.accountId));
    ledger.run(operator, makeCall(clusters, "apply", { cluster: 0, identity: miner.identity }));
  }
  ledger.run(alice, makeCall(contracts, "upload_code", { code }));
  ledger.run(
    alice,
    makeCall(contracts, "instantiate", { cluster: 0, codeHash: origin.codeHash, args: utf8("args"), salt }),
  );
  const contractOf = () => ledger.read(contracts).contracts.get(contract);
  return { ledger, miners: miners as [TestEnclave, TestEnclave, TestEnclave, TestEnclave], contractOf };
}

describe("contracts", () => {
  it("are made of stored code under an id that everybody can compute, and are listed", () => {
    const { ledger, contractOf } = setup();
    expect(contractOf()).toMatchObject({
      deployer: alice.accountId,
      owner: alice.accountId,
      codeHash: origin.codeHash,
      deployedAt: 3,
      epoch: 0,
    });
    expect(ledger.read(contracts).list.get(0)).toBe(contract);
    expect(ledger.read(contracts).code.get(origin.codeHash)).toEqual(code);
  });

  it.each([
    ["UnknownCode", { codeHash: tag("00") }],
    ["UnknownCluster", { cluster: 9 }],
    ["AlreadyExists", {}],
    ["TooLong", { args: new Uint8Array(contractLimits.args + 1) }],
  ])("refuses to instantiate with %s", (error, change) => {
    const { ledger } = setup();
    const args = { cluster: 0, codeHash: origin.codeHash, args: new Uint8Array(), salt, ...change };
    expect(ledger.run(alice, makeCall(contracts, "instantiate", args)).reason).toContain(`Contracts.${error}`);
  });

  it("stores at most 512 KiB of code, once", () => {
    const { ledger } = setup();
    const upload = (bytes: Uint8Array) => ledger.run(alice, makeCall(contracts, "upload_code", { code: bytes }));
    expect(upload(new Uint8Array(contractLimits.code)).ok).toBe(true);
    expect(upload(new Uint8Array(contractLimits.code + 1)).reason).toContain("CodeTooLarge");
    expect(upload(new Uint8Array()).reason).toContain("CodeTooLarge");
    expect(upload(code).reason).toContain("AlreadyExists");
  });

  it.each([
    ["UnknownContract", { contract: tag("00") }],
    ["WrongEpoch", { epoch: 1 }],
    ["TooLong", { ciphertext: new Uint8Array(contractLimits.ciphertext + 1) }],
  ])("refuses a command with %s, and queues nothing", (error, change) => {
    const { ledger } = setup();
    const before = ledger.read(messages).head.get(0);
    expect(ledger.run(alice, push(change)).reason).toContain(`Contracts.${error}`);
    expect(ledger.read(messages).head.get(0)).toEqual(before);
    expect(ledger.blocks.at(-1)?.messages).toEqual([]);
  });

  it("chain their cluster's messages in ledger order: head, number and bytes agree", () => {
    const { ledger } = setup();
    ledger.block(ledger.sign(alice, push()), ledger.sign(operator, push()));
    const queued = ledger.blocks.flatMap((block) => block.messages);
    expect(queued.map(({ cluster, number }) => [cluster, number])).toEqual([
      [0, 1n],
      [0, 2n],
      [0, 3n],
    ]);
    verifyMessages(
      emptyMessageHead,
      ledger.read(messages).head.get(0),
      queued.map(({ bytes }) => bytes),
    );
    const [instantiated, first, second] = queued.map(({ bytes }) => decode(Message, bytes));
    expect(instantiated?.body).toMatchObject({ type: "Instantiated", value: { args: utf8("args") } });
    expect(first?.body).toMatchObject({ type: "Command", value: { contract, sender: alice.accountId } });
    expect(second).toMatchObject({ number: ledger.head.number, parentHash: ledger.head.parentHash });
  });

  it("forget the messages of what was rolled back", () => {
    const { ledger } = setup();
    const before = ledger.read(messages).head.get(0);
    ledger.run(alice, push({ epoch: 3 }));
    expect(ledger.read(messages).head.get(0)).toEqual(before);
  });
});

describe("agreement", () => {
  const report = (prevStateHeight: number, stateHeight: number, stateTag: Hex): Report => {
    return { ...nothingAgreed, contract, prevStateHeight, stateHeight, stateTag };
  };
  const send = (ledger: TestLedger, miner: TestEnclave, ...reports: Report[]) =>
    ledger.block(miner.bare(ledger, contracts, "report", { reports }))[0];
  const events = (applied: ReturnType<typeof send>) =>
    applied?.events.filter(({ type }) => type === "Contracts").map(({ value }) => value.type);

  it("publishes a key when more than half of the cluster reported the same", () => {
    const { ledger, miners, contractOf } = setup(3);
    const say = (miner: TestEnclave, key: Hex) =>
      ledger.block(miner.bare(ledger, contracts, "publish_key", { contract, epoch: 0, key }))[0];
    say(miners[0], tag("01"));
    say(miners[0], tag("01"));
    say(miners[1], tag("02"));
    expect(contractOf()?.encryptKey).toBeUndefined();
    expect(events(say(miners[2], tag("01")))).toEqual(["KeyPublished"]);
    expect(contractOf()?.encryptKey).toBe(tag("01"));
    expect(events(say(miners[1], tag("02")))).toEqual(["Dissent"]);
    expect(say(miners[1], tag("01"))?.ok).toBe(true);
  });

  it("agrees on a state when more than half reported it, and names who dissents", () => {
    const { ledger, miners, contractOf } = setup(3);
    expect(events(send(ledger, miners[0], report(0, 3, tag("aa"))))).toEqual([]);
    expect(events(send(ledger, miners[1], report(0, 3, tag("bb"))))).toEqual([]);
    expect(events(send(ledger, miners[2], report(0, 3, tag("aa"))))).toEqual(["Agreed", "Dissent"]);
    expect(contractOf()?.agreed).toEqual({ ...nothingAgreed, stateHeight: 3, stateTag: tag("aa") });
    expect(events(send(ledger, miners[1], report(0, 3, tag("bb"))))).toEqual(["Dissent"]);
    expect(events(send(ledger, miners[0], report(0, 3, tag("aa"))))).toEqual([]);
  });

  it("accepts heights strictly in order, however reports arrive", () => {
    const { ledger, miners, contractOf } = setup(2);
    send(ledger, miners[0], report(3, 4, tag("bb")), report(4, 5, tag("cc")));
    send(ledger, miners[1], report(3, 4, tag("bb")), report(4, 5, tag("cc")));
    expect(contractOf()?.agreed.stateHeight).toBe(0);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(events(send(ledger, miners[1], report(0, 3, tag("aa"))))).toEqual(["Agreed", "Agreed", "Agreed"]);
    expect(contractOf()?.agreed).toEqual({ ...nothingAgreed, stateHeight: 5, stateTag: tag("cc") });
  });

  it("halts a contract on which no majority is possible", () => {
    const { ledger, miners, contractOf } = setup(2);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(events(send(ledger, miners[1], report(0, 3, tag("bb"))))).toEqual(["Disputed"]);
    expect(contractOf()?.halted).toBe(true);
    expect(ledger.run(alice, push()).reason).toContain("Contracts.Halted");
    expect(events(send(ledger, miners[0], report(0, 3, tag("aa"))))).toEqual([]);
  });

  it.each<Partial<Report>>([
    { stateTag: tag("bb") },
    { effectsRoot: tag("bb") },
    { receiptsRoot: tag("bb") },
    { gas: 1n },
    { stateKib: 1 },
    { status: { type: "Stuck" } },
  ])("needs all of a report to be the same: %o", (other) => {
    const { ledger, miners } = setup(2);
    const first = { ...report(0, 3, tag("aa")), gas: 32_768n, stateKib: 7 };
    send(ledger, miners[0], first);
    expect(events(send(ledger, miners[1], { ...first, ...other }))).toEqual(["Disputed"]);
  });

  it("keeps all that was agreed, and measures late reports by it", () => {
    const { ledger, miners, contractOf } = setup(3);
    const { contract: _, prevStateHeight, ...claim } = { ...report(0, 3, tag("aa")), gas: 65_536n, stateKib: 2 };
    for (const miner of [miners[0], miners[1]]) send(ledger, miner, { contract, prevStateHeight, ...claim });
    expect(contractOf()?.agreed).toEqual(claim);
    expect(events(send(ledger, miners[2], { contract, prevStateHeight, ...claim, gas: 0n }))).toEqual(["Dissent"]);
  });

  it("halts a contract whose next message a majority could not finish", () => {
    const { ledger, miners, contractOf } = setup(2);
    const stuck: Report = { ...report(0, 3, tag("aa")), status: { type: "Stuck" } };
    send(ledger, miners[0], stuck);
    expect(events(send(ledger, miners[1], stuck))).toEqual(["Stuck"]);
    expect(contractOf()).toMatchObject({ halted: true, agreed: nothingAgreed });
  });

  it("has these bytes for a report", () => {
    const claim = { ...report(1, 258, tag("aa")), receiptsRoot: tag("bb"), gas: 16_384n, stateKib: 5 };
    expect(toHex(encode(Report, claim))).toBe(
      `${contract}01000000${"02010000"}${"aa".repeat(32)}${"00".repeat(32)}${"bb".repeat(32)}${"0040000000000000"}${"05000000"}00`,
    );
  });

  it("counts a worker once, and not after it was removed", () => {
    const { ledger, miners, contractOf } = setup(3);
    send(ledger, miners[0], report(0, 3, tag("aa")));
    expect(events(send(ledger, miners[0], report(0, 3, tag("bb"))))).toEqual(["Dissent"]);
    ledger.run(alice, makeCall(clusters, "remove", { cluster: 0, identity: miners[0].identity }));
    expect(send(ledger, miners[0], report(0, 3, tag("aa")))?.reason).toContain("NotMember");
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
    expect(send(ledger, miners[0], report(prev, height, tag("aa")))?.reason).toContain("BadReport");
  });
});

describe("clusters", () => {
  it("admit whom their owner admits", () => {
    const { ledger, miners } = setup(1);
    const [{ identity }] = miners;
    expect(ledger.run(alice, makeCall(clusters, "create", { minMembers: 2 })).ok).toBe(true);
    const apply = makeCall(clusters, "apply", { cluster: 1, identity });
    const admit = makeCall(clusters, "admit", { cluster: 1, identity });
    expect(ledger.run(alice, admit).reason).toContain("NotApplied");
    expect(ledger.run(alice, apply).reason).toContain("NotMiner");
    expect(ledger.run(operator, apply).ok).toBe(true);
    expect(ledger.run(operator, apply).reason).toContain("AlreadyThere");
    expect(ledger.run(operator, admit).reason).toContain("NotOwner");
    expect(ledger.run(alice, admit).ok).toBe(true);
    expect(ledger.read(clusters).clusters.get(1)).toMatchObject({ members: [identity], applicants: [], minMembers: 2 });
    const remove = makeCall(clusters, "remove", { cluster: 1, identity });
    expect(ledger.run(alice, remove).ok).toBe(true);
    expect(ledger.run(alice, remove).reason).toContain("NotMember");
    expect(ledger.run(alice, makeCall(clusters, "remove", { cluster: 7, identity })).reason).toContain(
      "UnknownCluster",
    );
    expect(ledger.run(alice, makeCall(clusters, "create", { minMembers: 0 })).reason).toContain("BadMinimum");
  });
});
