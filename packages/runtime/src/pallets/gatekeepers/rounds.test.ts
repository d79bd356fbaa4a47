import type { Hex } from "@pha/codec";
import { makeDeal, purePrimitives, randomScalar } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { timestamp } from "../timestamp/spec.ts";
import { gatekeepersPallet } from "./pallet.ts";
import { groupKeyOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";

const { apply, dkg_key, dkg_deal } = callsOf(gatekeepers);
const key: Hex = `0x${"01".repeat(32)}`;
const first = { generation: 0, round: 0 };
/** Of the scalar field. */
const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** What a dealer deals to members 1 … 3; its polynomial is random, or has these coefficients. */
function dealTo(participants: readonly number[], coefficients: readonly bigint[] = []) {
  const rest = [...coefficients];
  const { commitments, shares } = makeDeal(2, participants, () => rest.shift() ?? randomScalar(purePrimitives));
  return { commitments, shares: shares.map(({ id }) => ({ index: id, enc: key, ciphertext: new Uint8Array(48) })) };
}

/** Three gatekeepers, two of whom are needed, that are asked for keys of the first round. */
function setup() {
  const ledger = testPallet([gatekeepersPallet]);
  const members = ["a", "b", "c"].map((name) => new TestEnclave(name, "Gatekeeper"));
  for (const member of members) {
    member.register(ledger, "Bob");
    ledger.run("Bob", apply({ identity: member.identity }));
  }
  const { dkg, config } = ledger.of(gatekeepers);
  const windowMs = BigInt(config.get().windowTicks * ledger.of(timestamp).clock.get().tickMs);
  return {
    ledger,
    members: members as [TestEnclave, TestEnclave, TestEnclave],
    at: () => ({ generation: dkg.get().generation, round: dkg.get().round, phase: dkg.get().phase.type }),
    post: (...of: TestEnclave[]) => of.forEach((one) => void ledger.run(one, dkg_key({ ...roundOf(), key }))),
    deal: (...of: TestEnclave[]) =>
      of.forEach((one) => void ledger.run(one, dkg_deal({ ...roundOf(), ...dealTo(dkg.get().participants) }))),
    wait: (ms = windowMs) => ledger.runTo({ timeMs: ledger.now.timeMs + ms }),
    windowMs,
  };
  function roundOf() {
    const { generation, round } = dkg.get();
    return { generation, round };
  }
}

describe("a round of key generation", () => {
  it("takes keys and deals of itself alone", () => {
    const { ledger, members, post } = setup();
    const others = [
      { generation: 1, round: 0 },
      { generation: 0, round: 1 },
    ];
    for (const other of others)
      expect(ledger.refusal(members[0], dkg_key({ ...other, key }))).toBe("Gatekeepers.WrongPhase");
    post(...members);
    for (const other of others)
      expect(ledger.refusal(members[0], dkg_deal({ ...other, ...dealTo([1, 2, 3]) }))).toBe("Gatekeepers.WrongPhase");
  });

  it("lists who spoke by number, in whatever order they did", () => {
    const { ledger, members, post, deal } = setup();
    const backwards = members.toReversed();
    post(...backwards);
    deal(...backwards);
    const group = groupKeyOf(ledger.of(gatekeepers));
    expect(group?.qualified).toEqual([1, 2, 3]);
    expect(group?.publicShares.map(({ index, identity }) => [index, identity])).toEqual(
      members.map(({ identity }, i) => [i + 1, identity]),
    );
  });

  it("takes one deal of a member, and none of one that posted no key in time", () => {
    const { ledger, members, post, deal, wait } = setup();
    post(members[1], members[2]);
    wait();
    expect(ledger.happened(gatekeepers)).toEqual(["DealerDropped", "DealingStarted"]);
    const late = dkg_deal({ ...first, ...dealTo([2, 3]) });
    expect(ledger.refusal(members[0], late)).toBe("Gatekeepers.NotMember");
    deal(members[1]);
    expect(ledger.refusal(members[1], late)).toBe("Gatekeepers.AlreadyPosted");
  });

  it("gives dealers a window of their own, however long keys were waited for", () => {
    const { members, at, post, wait, windowMs } = setup();
    wait(windowMs - 1_000n);
    post(...members);
    wait(windowMs - 1_000n);
    expect(at().phase).toBe("Deals");
    wait(1_000n);
    expect(at()).toMatchObject({ phase: "Keys", round: 1 });
  });

  it("counts no deal of a round before it", () => {
    const { ledger, members, at, post, deal, wait } = setup();
    post(...members);
    deal(members[0]);
    wait();
    expect(at()).toMatchObject({ phase: "Keys", round: 1 });
    post(...members);
    for (const member of members)
      ledger.run(member, dkg_deal({ generation: 0, round: 1, ...dealTo([1, 2, 3], [2n, 5n]) }));
    const [publicKey] = dealTo([1, 2], [6n, 15n]).commitments;
    expect(groupKeyOf(ledger.of(gatekeepers))).toMatchObject({ round: 1, publicKey });
  });

  it("begins anew when dealers conspired to leave a member without a share", () => {
    const { ledger, members, at, post, wait } = setup();
    post(...members);
    const conspiracy = [
      [1n, 2n],
      [3n, order - 6n],
    ];
    for (const [i, coefficients] of conspiracy.entries())
      ledger.run(members[i] as TestEnclave, dkg_deal({ ...first, ...dealTo([1, 2, 3], coefficients) }));
    wait();
    expect(at()).toMatchObject({ phase: "Keys", round: 1 });
    expect(groupKeyOf(ledger.of(gatekeepers))).toBeUndefined();
  });
});
