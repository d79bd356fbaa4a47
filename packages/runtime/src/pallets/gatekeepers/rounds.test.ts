import type { Hex } from "@pha/codec";
import { blsPublicKey, combinePartials, combineShares, KEY_DST, makeDeal, signBls, verifyBls } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { timestamp } from "../timestamp/spec.ts";
import { groupKeyOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";
import { type Keeper, Keepers } from "./testing.ts";

/** Of the scalar field. */
const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Signs with two members' shares and checks the result against the group key on the ledger. */
function expectWorkingKey({ state, dealt }: Keepers) {
  const group = groupKeyOf(state);
  const message = new Uint8Array([1, 2, 3]);
  const partials = (group?.publicShares ?? []).slice(0, 2).map(({ index, share }) => {
    const counted = (dealt.get(index) ?? []).filter(({ id }) => group?.qualified.includes(id));
    const secret = combineShares(counted.map((part) => part.share));
    expect(blsPublicKey(secret)).toBe(share);
    return { id: index, signature: signBls(secret, KEY_DST, message) };
  });
  expect(verifyBls(group?.publicKey as Hex, KEY_DST, message, combinePartials(partials, 2))).toBe(true);
}

describe("a round", () => {
  it("starts by itself when all gatekeepers have applied and ends in a key that any two can use", () => {
    const keepers = new Keepers();
    const seen = [keepers.phase];
    for (const post of ["postKeys", "postDeals", "postChecks"] as const) {
      keepers[post]();
      seen.push(keepers.phase);
    }
    expect(seen).toEqual(["Keys 0", "Deals 0", "Checks 0", "Done 0"]);
    expect(groupKeyOf(keepers.state)).toMatchObject({ qualified: [1, 2, 3], threshold: 2, from: undefined });
    expectWorkingKey(keepers);
  });

  it("waits for ticks of block time, however many blocks come", () => {
    const keepers = new Keepers();
    keepers.postKeys(keepers.members.slice(1));
    const { beganMs, tickMs } = keepers.ledger.of(timestamp).clock.get();
    const deadlineMs = beganMs + BigInt(keepers.dkg.deadline) * BigInt(tickMs);
    keepers.ledger.runTo({ timeMs: deadlineMs - 1_000n });
    expect(keepers.phase).toBe("Keys 0");
    keepers.ledger.runTo({ timeMs: deadlineMs });
    expect(keepers.phase).toBe("Deals 0");
  });

  it("takes keys, deals and checks of itself alone", () => {
    const keepers = new Keepers();
    const [first] = keepers.members as [Keeper];
    const others = [
      { generation: 1, round: 0 },
      { generation: 0, round: 1 },
    ];
    const refusals = (of: (at: (typeof others)[0]) => ReturnType<Keepers["keyOf"]>) =>
      others.map((at) => keepers.ledger.refusal(first, of(at)));
    const wrong = ["Gatekeepers.WrongPhase", "Gatekeepers.WrongPhase"];
    expect(refusals((at) => keepers.keyOf(first, at))).toEqual(wrong);
    keepers.postKeys();
    expect(refusals((at) => keepers.dealOf(first, {}, at))).toEqual(wrong);
    keepers.postDeals();
    expect(refusals((at) => keepers.checkOf([], at))).toEqual(wrong);
  });

  it("lists who spoke by number, in whatever order they did", () => {
    const keepers = new Keepers();
    const backwards = keepers.members.toReversed();
    for (const post of ["postKeys", "postDeals", "postChecks"] as const) keepers[post](backwards);
    const group = groupKeyOf(keepers.state);
    expect(group?.qualified).toEqual([1, 2, 3]);
    expect(group?.publicShares.map(({ index, identity }) => [index, identity])).toEqual(
      keepers.members.map(({ identity }, i) => [i + 1, identity]),
    );
  });

  it("drops a silent dealer when the window is over; it still receives shares", () => {
    const keepers = new Keepers();
    keepers.postKeys();
    keepers.postDeals(keepers.members.slice(0, 2));
    expect(keepers.phase).toBe("Deals 0");
    keepers.wait();
    keepers.postChecks();
    const group = groupKeyOf(keepers.state);
    expect(group?.qualified).toEqual([1, 2]);
    expect(group?.publicShares.map(({ index }) => index)).toEqual([1, 2, 3]);
    expectWorkingKey(keepers);
  });

  it("goes on without a member that posts no round key, takes none of its deals, and begins anew below the threshold", () => {
    const keepers = new Keepers();
    const [first, ...two] = keepers.members as [Keeper, Keeper, Keeper];
    keepers.postKeys([first]);
    keepers.wait();
    expect([keepers.phase, keepers.dkg.participants]).toEqual(["Keys 1", []]);
    keepers.postKeys(two);
    keepers.wait();
    expect(keepers.dkg.participants).toEqual([2, 3]);
    expect(keepers.ledger.refusal(first, keepers.dealOf(first))).toBe("Gatekeepers.NotMember");
    keepers.postDeals(two);
    expect(keepers.ledger.refusal(first, keepers.checkOf())).toBe("Gatekeepers.NotMember");
    keepers.postChecks(two);
    expect(keepers.phase).toBe("Done 1");
    expectWorkingKey(keepers);
  });

  it("makes no key that fewer than the threshold have looked at", () => {
    const keepers = new Keepers();
    keepers.postKeys();
    keepers.postDeals();
    keepers.postChecks(keepers.members.slice(0, 1));
    keepers.wait();
    expect(keepers.phase).toBe("Keys 1");
  });

  it("gives dealers a window of their own, however long keys were waited for", () => {
    const keepers = new Keepers();
    keepers.wait(59 / 60);
    keepers.postKeys();
    keepers.wait(57 / 60);
    expect(keepers.phase).toBe("Deals 0");
    keepers.wait(3 / 60);
    expect(keepers.phase).toBe("Keys 1");
  });

  it("counts no deal of a round before it, and leaves none of its keys and deals in the state", () => {
    const keepers = new Keepers();
    keepers.postKeys();
    keepers.postDeals(keepers.members.slice(0, 1));
    keepers.wait();
    const [{ identity }] = keepers.members as [Keeper];
    expect([keepers.state.roundKeys.has(0, 0, identity), keepers.state.deals.has(0, 0, identity)]).toEqual([
      false,
      false,
    ]);
    keepers.postKeys();
    keepers.postDeals(keepers.members, () => ({ coefficients: [2n, 5n] }));
    keepers.postChecks();
    const rest = [6n, 15n];
    const [publicKey] = makeDeal(2, [1, 2], () => rest.shift() as bigint).commitments;
    expect(groupKeyOf(keepers.state)).toMatchObject({ round: 1, publicKey });
    expect(keepers.state.deals.has(0, 1, identity)).toBe(true);
  });

  it("begins anew when dealers conspired to leave a member without a share, or to cancel a coefficient", () => {
    for (const conspiracy of [
      [
        [1n, 2n],
        [3n, order - 6n],
      ],
      [
        [1n, 2n],
        [3n, order - 2n],
      ],
    ]) {
      const keepers = new Keepers();
      keepers.postKeys();
      const dealing = (_: Keeper, i: number) => ({ coefficients: conspiracy[i] as bigint[] });
      keepers.postDeals(keepers.members.slice(0, 2), dealing);
      keepers.wait();
      keepers.postChecks();
      expect(keepers.phase).toBe("Keys 1");
      expect(groupKeyOf(keepers.state)).toBeUndefined();
    }
  });
});

describe("a complaint", () => {
  /** The second dealer gives noise to the first member, or to nobody, and the first complains of it. */
  function complained(noise: readonly number[] = [], bad: readonly number[] = [2]) {
    const keepers = new Keepers();
    keepers.postKeys();
    keepers.postDeals(keepers.members, (_, i) => (i === 1 ? { noise } : {}));
    keepers.postChecks(keepers.members, ({ name }) => (name === "a" ? bad : []));
    const [first, second, third] = keepers.members as [Keeper, Keeper, Keeper];
    const faultOf = ({ identity }: Keeper) => keepers.state.faults.get(0, 0, identity);
    return { keepers, first, second, third, faultOf };
  }

  it("takes the deal of whoever cannot show that the share fits out of the key, and keeps the evidence", () => {
    const { keepers, second, faultOf } = complained([1]);
    expect(keepers.phase).toBe("Answers 0");
    keepers.wait();
    expect(keepers.ledger.events(gatekeepers).slice(0, 1)).toEqual([
      {
        type: "Faulted",
        value: { identity: second.identity, fault: { type: "UnshownShare", value: { receiver: 1 } } },
      },
    ]);
    expect(groupKeyOf(keepers.state)?.qualified).toEqual([1, 3]);
    expect(faultOf(second)).toEqual({ type: "UnshownShare", value: { receiver: 1 } });
    expectWorkingKey(keepers);
    // The next sharing leaves what proves it.
    keepers.state.dkg.put({ ...keepers.dkg, deadline: 1 });
    keepers.next();
    expect(keepers.phase).toBe("Keys 1");
    expect([
      keepers.state.deals.has(0, 0, second.identity),
      keepers.state.roundKeys.has(0, 0, second.identity),
    ]).toEqual([true, true]);
  });

  it("that is false takes the complainer's own deal out, by what the dealer shows of that share alone", () => {
    const { keepers, first, second, faultOf } = complained();
    keepers.ledger.run(second, keepers.answerOf(second, 1));
    expect(keepers.ledger.refusal(second, keepers.answerOf(second, 1))).toBe("Gatekeepers.NotAccused");
    keepers.next();
    expect(groupKeyOf(keepers.state)?.qualified).toEqual([2, 3]);
    expect([faultOf(first)?.type, faultOf(second)]).toEqual(["FalseComplaint", undefined]);
    expectWorkingKey(keepers);
  });

  it("is answered once all have spoken, by the accused alone, for the one who complained", () => {
    const { keepers, third, second } = complained();
    expect(keepers.ledger.refusal(third, keepers.answerOf(third, 1))).toBe("Gatekeepers.NotAccused");
    expect(keepers.ledger.refusal(second, keepers.answerOf(second, 3))).toBe("Gatekeepers.NotAccused");
  });

  it("that is answered by what does not show the share needs no other answer", () => {
    const { keepers, first, second, faultOf } = complained([1]);
    keepers.ledger.run(second, keepers.answerOf(second, 1));
    expect([faultOf(first), faultOf(second)?.type]).toEqual([undefined, "UnshownShare"]);
    expect(keepers.ledger.refusal(second, keepers.answerOf(second, 1))).toBe("Gatekeepers.NotAccused");
    keepers.next();
    expect(groupKeyOf(keepers.state)?.qualified).toEqual([1, 3]);
  });

  it("is of dealers that dealt, each once, and comes once", () => {
    const keepers = new Keepers();
    const [first] = keepers.members as [Keeper];
    keepers.postKeys();
    keepers.postDeals(keepers.members.slice(0, 2));
    keepers.wait();
    for (const bad of [[3], [1, 1]])
      expect(keepers.ledger.refusal(first, keepers.checkOf(bad))).toBe("Gatekeepers.BadDeal");
    keepers.ledger.run(first, keepers.checkOf([2]));
    expect(keepers.ledger.refusal(first, keepers.checkOf([2]))).toBe("Gatekeepers.AlreadyPosted");
  });

  it("of so many dealers that too few are left begins another round", () => {
    const { keepers } = complained([1], [1, 2]);
    keepers.wait();
    expect(keepers.phase).toBe("Keys 1");
    expect(groupKeyOf(keepers.state)).toBeUndefined();
  });
});
