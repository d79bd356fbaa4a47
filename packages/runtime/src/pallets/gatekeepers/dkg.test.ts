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
import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeepersPallet } from "./pallet.ts";
import { groupKeyOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";

const { apply, appoint, dkg_key, dkg_deal } = callsOf(gatekeepers);
const key: Hex = `0x${"01".repeat(32)}`;
const scalar = () => randomScalar(purePrimitives);

/** Three registered gatekeepers that applied: key generation waits for their round keys. */
function setup() {
  const ledger = testPallet([gatekeepersPallet]);
  const { dkg, config } = ledger.of(gatekeepers);
  const { clock } = ledger.of(timestamp);
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Gatekeeper")) as [TestEnclave, ...TestEnclave[]];
  for (const member of members) {
    member.register(ledger, "Bob");
    ledger.run("Bob", apply({ identity: member.identity }));
  }
  const at = () => {
    const { generation, round } = dkg.get();
    return { generation, round };
  };
  const keyOf = () => dkg_key({ ...at(), key });
  const received = new Map<number, Uint8Array[]>();
  const deal = () => {
    const { participants } = dkg.get();
    const { commitments, shares } = makeDeal(2, participants.length > 0 ? participants : [1, 2, 3], scalar);
    for (const { id, share } of shares) received.set(id, [...(received.get(id) ?? []), share]);
    const sealed = shares.map(({ id }) => ({ index: id, enc: key, ciphertext: new Uint8Array(48) }));
    return dkg_deal({ ...at(), commitments, shares: sealed });
  };
  const postKeys = (of: readonly TestEnclave[] = members) => of.forEach((member) => void ledger.run(member, keyOf()));
  const postDeals = (of: readonly TestEnclave[] = members) => of.forEach((member) => void ledger.run(member, deal()));
  const phase = () => dkg.get().phase.type;
  const wait = () => {
    const windowMs = config.get().windowTicks * clock.get().tickMs;
    ledger.runTo({ timeMs: ledger.now.timeMs + BigInt(windowMs) });
  };
  return { ledger, members, keyOf, deal, postKeys, postDeals, received, phase, wait, dkg, clock };
}

describe("seats", () => {
  it("go to whoever applies first where they are open; elsewhere root alone gives them", () => {
    const ledger = testPallet([gatekeepersPallet]);
    const { open, members, dkg } = ledger.of(gatekeepers);
    expect(open.get()).toBe(true); // of development
    open.put(false);
    const [a, b, c, d, miner] = [..."abcd", "miner"].map(
      (name) => new TestEnclave(name, name === "miner" ? "Miner" : "Gatekeeper"),
    ) as [TestEnclave, TestEnclave, TestEnclave, TestEnclave, TestEnclave];
    for (const one of [a, b, c, d, miner]) one.register(ledger, "Bob");
    const seatOf = ({ identity }: TestEnclave) => appoint({ identity });
    expect(ledger.refusal("Bob", apply({ identity: a.identity }))).toBe("Gatekeepers.NotOpen");
    expect(ledger.refusal("Bob", seatOf(a))).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, seatOf(miner))).toBe("Gatekeepers.NotGatekeeper");
    for (const one of [a, b, c]) ledger.run(root, seatOf(one));
    expect(ledger.refusal(root, seatOf(a))).toBe("Gatekeepers.AlreadyMember");
    expect(ledger.refusal(root, seatOf(d))).toBe("Gatekeepers.Full");
    expect(members.get().map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(dkg.get().phase.type).toBe("Keys");
  });
});

/** Signs with two members' shares and checks the result against the group key on the ledger. */
function expectWorkingKey(ledger: TestLedger, received: Map<number, Uint8Array[]>) {
  const group = groupKeyOf(ledger.of(gatekeepers));
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
    const { ledger, postKeys, postDeals, received, phase } = setup();
    expect(phase()).toBe("Keys");
    postKeys();
    expect(phase()).toBe("Deals");
    postDeals();
    expect(phase()).toBe("Done");
    expect(groupKeyOf(ledger.of(gatekeepers))?.qualified).toEqual([1, 2, 3]);
    expectWorkingKey(ledger, received);
  });

  it("waits for ticks of block time, however many blocks come", () => {
    const { ledger, members, postKeys, phase, dkg, clock } = setup();
    postKeys(members.slice(1));
    const { beganMs, tickMs } = clock.get();
    const deadlineMs = beganMs + BigInt(dkg.get().deadline) * BigInt(tickMs);
    ledger.runTo({ timeMs: deadlineMs - 1_000n });
    expect(phase()).toBe("Keys");
    ledger.runTo({ timeMs: deadlineMs });
    expect(phase()).toBe("Deals");
  });

  it("keeps what every round left behind, by generation and round", () => {
    const { ledger, members, postKeys, postDeals, wait } = setup();
    const two = members.slice(1);
    postKeys(members.slice(0, 1));
    wait();
    postKeys(two);
    wait();
    postDeals(two);
    const { roundKeys, deals, sharing, groupKeys } = ledger.of(gatekeepers);
    expect([0, 1].map((round) => members.map(({ identity }) => roundKeys.has(0, round, identity)))).toEqual([
      [true, false, false],
      [false, true, true],
    ]);
    expect(members.map(({ identity }) => deals.has(0, 1, identity))).toEqual([false, true, true]);
    expect(sharing.get()).toEqual({ generation: 0, round: 1 });
    expect([groupKeys.has(0, 0), groupKeys.get(0, 1)?.round]).toEqual([false, 1]);
  });

  it("drops a silent dealer when the window is over; it still receives shares", () => {
    const { ledger, members, postKeys, postDeals, received, phase, wait } = setup();
    postKeys();
    postDeals(members.slice(0, 2));
    expect(phase()).toBe("Deals");
    wait();
    expect(phase()).toBe("Done");
    const group = groupKeyOf(ledger.of(gatekeepers));
    expect(group?.qualified).toEqual([1, 2]);
    expect(group?.publicShares.map(({ index }) => index)).toEqual([1, 2, 3]);
    expectWorkingKey(ledger, received);
  });

  it("goes on without a member that posts no round key, and starts another round below the threshold", () => {
    const { ledger, members, postKeys, postDeals, received, phase, wait, dkg } = setup();
    postKeys(members.slice(0, 1));
    wait();
    expect(dkg.get()).toMatchObject({ phase: { type: "Keys" }, round: 1, participants: [] });
    const two = members.slice(1);
    postKeys(two);
    wait();
    expect(dkg.get().participants).toEqual([2, 3]);
    postDeals(two);
    expect(phase()).toBe("Done");
    expectWorkingKey(ledger, received);
  });

  it("admits registered gatekeepers of the operator only, once, while there is room", () => {
    const { ledger, members, keyOf } = setup();
    const refusal = ({ identity }: TestEnclave, operator = "Bob") => ledger.refusal(operator, apply({ identity }));
    expect(refusal(members[0])).toBe("Gatekeepers.AlreadyMember");
    const late = new TestEnclave("late", "Gatekeeper");
    expect(refusal(late)).toBe("Gatekeepers.NotGatekeeper");
    late.register(ledger, "Bob");
    expect(refusal(late, "Alice")).toBe("Gatekeepers.NotGatekeeper");
    expect(refusal(late)).toBe("Gatekeepers.Full");
    const miner = new TestEnclave("miner", "Miner");
    miner.register(ledger, "Bob");
    expect(refusal(miner)).toBe("Gatekeepers.NotGatekeeper");
    expect(ledger.refusal(miner, keyOf())).toBe("Gatekeepers.NotMember");
  });
});
