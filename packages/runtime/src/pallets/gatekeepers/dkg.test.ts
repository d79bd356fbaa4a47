import type { Hex } from "@pha/codec";
import {
  blsPublicKey,
  combinePartials,
  combineShares,
  KEY_DST,
  makeDeal,
  purePrimitives,
  randomScalar,
  signBls,
  verifyBls,
} from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { programs, TestEnclave } from "../../test-enclave.ts";
import { dev, TestLedger } from "../../test-ledger.ts";
import { timestamp } from "../timestamp/spec.ts";
import { groupKeyOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";

const operator = dev("Bob");
const key: Hex = `0x${"01".repeat(32)}`;
const scalar = () => randomScalar(purePrimitives);

/** Three registered gatekeepers that applied: key generation waits for their round keys. */
function setup() {
  const ledger = new TestLedger(phala({ programs }));
  ledger.block();
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Gatekeeper"));
  for (const member of members) {
    ledger.run(operator, member.registration(ledger, operator.accountId));
    ledger.run(operator, makeCall(gatekeepers, "apply", { identity: member.identity }));
  }
  const at = () => {
    const { generation, round } = ledger.read(gatekeepers).dkg.get();
    return { generation, round };
  };
  const postKey = (member: TestEnclave) => member.bare(ledger, gatekeepers, "dkg_key", { ...at(), key });
  const received = new Map<number, Uint8Array[]>();
  const postDeal = (member: TestEnclave) => {
    const { participants } = ledger.read(gatekeepers).dkg.get();
    const { commitments, shares } = makeDeal(2, participants.length > 0 ? participants : [1, 2, 3], scalar);
    for (const { id, share } of shares) received.set(id, [...(received.get(id) ?? []), share]);
    const sealed = shares.map(({ id }) => ({ index: id, enc: key, ciphertext: new Uint8Array(48) }));
    return member.bare(ledger, gatekeepers, "dkg_deal", { ...at(), commitments, shares: sealed });
  };
  const phase = () => ledger.read(gatekeepers).dkg.get().phase.type;
  const wait = () => {
    const { windowTicks } = ledger.read(gatekeepers).config.get();
    const { clock } = ledger.read(timestamp);
    ledger.skip(BigInt(windowTicks * clock.get().tickMs));
  };
  return { ledger, members, postKey, postDeal, received, phase, wait };
}

/** Signs with two members' shares and checks the result against the group key on the ledger. */
function expectWorkingKey(ledger: TestLedger, received: Map<number, Uint8Array[]>) {
  const group = groupKeyOf(ledger.read(gatekeepers));
  expect(group?.qualified.length).toBeGreaterThanOrEqual(2);
  const message = new Uint8Array([1, 2, 3]);
  const partials = (group?.publicShares ?? []).slice(0, 2).map(({ index, share }) => {
    const secret = combineShares(received.get(index) ?? []);
    expect(blsPublicKey(secret)).toBe(share);
    return { id: index, signature: signBls(secret, KEY_DST, message) };
  });
  const signature = combinePartials(partials, 2);
  expect(verifyBls(group?.publicKey as Hex, KEY_DST, message, signature)).toBe(true);
}

describe("key generation", () => {
  it("starts by itself when all gatekeepers have applied and ends in a key that any two can use", () => {
    const { ledger, members, postKey, postDeal, received, phase } = setup();
    expect(phase()).toBe("Keys");
    ledger.block(...members.map(postKey));
    expect(phase()).toBe("Deals");
    ledger.block(...members.map(postDeal));
    expect(phase()).toBe("Done");
    expect(groupKeyOf(ledger.read(gatekeepers))?.qualified).toEqual([1, 2, 3]);
    expectWorkingKey(ledger, received);
  });

  it("waits for ticks of block time, however many blocks come", () => {
    const { ledger, members, postKey, phase } = setup();
    ledger.block(...members.slice(1).map(postKey));
    const deadlineMs =
      BigInt(ledger.read(gatekeepers).dkg.get().deadline) * BigInt(ledger.read(timestamp).clock.get().tickMs);
    const beganMs = ledger.read(timestamp).clock.get().beganMs;
    while (ledger.read(timestamp).now.get() < beganMs + deadlineMs - 1_000n) ledger.block();
    expect(phase()).toBe("Keys");
    ledger.block();
    expect(phase()).toBe("Deals");
  });

  it("keeps what every round left behind, by generation and round", () => {
    const { ledger, members, postKey, postDeal, wait } = setup();
    const [first, ...two] = members as [TestEnclave, ...TestEnclave[]];
    ledger.block(postKey(first));
    wait();
    ledger.block(...two.map(postKey));
    wait();
    ledger.block(...two.map(postDeal));
    const { roundKeys, deals, sharing, groupKeys } = ledger.read(gatekeepers);
    expect([0, 1].map((round) => members.map(({ identity }) => roundKeys.has(0, round, identity)))).toEqual([
      [true, false, false],
      [false, true, true],
    ]);
    expect(members.map(({ identity }) => deals.has(0, 1, identity))).toEqual([false, true, true]);
    expect(sharing.get()).toEqual({ generation: 0, round: 1 });
    expect([groupKeys.has(0, 0), groupKeys.get(0, 1)?.round]).toEqual([false, 1]);
  });

  it("drops a silent dealer when the window is over; it still receives shares", () => {
    const { ledger, members, postKey, postDeal, received, phase, wait } = setup();
    ledger.block(...members.map(postKey));
    ledger.block(...members.slice(0, 2).map(postDeal));
    expect(phase()).toBe("Deals");
    wait();
    expect(phase()).toBe("Done");
    const group = groupKeyOf(ledger.read(gatekeepers));
    expect(group?.qualified).toEqual([1, 2]);
    expect(group?.publicShares.map(({ index }) => index)).toEqual([1, 2, 3]);
    expectWorkingKey(ledger, received);
  });

  it("goes on without a member that posts no round key, and starts another round below the threshold", () => {
    const { ledger, members, postKey, postDeal, received, phase, wait } = setup();
    ledger.block(postKey(members[0] as TestEnclave));
    wait();
    expect(ledger.read(gatekeepers).dkg.get()).toMatchObject({ phase: { type: "Keys" }, round: 1, participants: [] });
    const two = members.slice(1);
    ledger.block(...two.map(postKey));
    wait();
    expect(ledger.read(gatekeepers).dkg.get().participants).toEqual([2, 3]);
    ledger.block(...two.map(postDeal));
    expect(phase()).toBe("Done");
    expectWorkingKey(ledger, received);
  });

  it.each([
    ["WrongPhase", "a deal before its time", ["deal"]],
    ["AlreadyPosted", "a second key", ["key", "key"]],
  ] as const)("refuses with %s: %s", (error, _, steps) => {
    const { ledger, members, postKey, postDeal } = setup();
    const [member] = members as [TestEnclave];
    const applied = steps.map((step) => ledger.block(step === "key" ? postKey(member) : postDeal(member))[0]);
    expect(applied.at(-1)?.reason).toContain(`Gatekeepers.${error}`);
  });

  it("refuses a deal with too few commitments, other receivers or points that are none", () => {
    const { ledger, members, postKey } = setup();
    ledger.block(...members.map(postKey));
    const { commitments } = makeDeal(2, [1, 2, 3], scalar);
    const shares = [1, 2, 3].map((index) => ({ index, enc: key, ciphertext: new Uint8Array() }));
    const [member] = members as [TestEnclave];
    const notOnCurve: Hex = `0x${"11".repeat(96)}`;
    for (const [points, receivers] of [
      [commitments.slice(1), shares],
      [commitments, shares.slice(1)],
      [[notOnCurve, notOnCurve], shares],
    ] as const) {
      const deal = { generation: 0, round: 0, commitments: points, shares: receivers };
      const [applied] = ledger.block(member.bare(ledger, gatekeepers, "dkg_deal", deal));
      expect(applied?.reason).toContain("Gatekeepers.BadDeal");
    }
  });

  it("admits registered gatekeepers of the operator only, once, while there is room", () => {
    const { ledger, members } = setup();
    const apply = (enclave: TestEnclave) =>
      ledger.run(operator, makeCall(gatekeepers, "apply", { identity: enclave.identity }));
    expect(apply(members[0] as TestEnclave).reason).toContain("AlreadyMember");
    const late = new TestEnclave("late", "Gatekeeper");
    expect(apply(late).reason).toContain("NotGatekeeper");
    ledger.run(operator, late.registration(ledger, operator.accountId));
    expect(apply(late).reason).toContain("Full");
    const miner = new TestEnclave("miner", "Miner");
    ledger.run(operator, miner.registration(ledger, operator.accountId));
    expect(apply(miner).reason).toContain("NotGatekeeper");
    const [applied] = ledger.block(miner.bare(ledger, gatekeepers, "dkg_key", { generation: 0, round: 0, key }));
    expect(applied?.reason).toContain("NotMember");
  });
});
