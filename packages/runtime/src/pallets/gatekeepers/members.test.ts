import { combineShares, interpolateShares } from "@pha/crypto";
import { makeCall, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { changeSeats } from "./members.ts";
import { gatekeepersPallet } from "./pallet.ts";
import { groupKeyOf, thresholdOf } from "./sharing.ts";
import { gatekeepers } from "./spec.ts";
import { type Keeper, Keepers } from "./testing.ts";

const on = (name: "apply" | "appoint" | "leave" | "remove", { identity }: { readonly identity: `0x${string}` }) =>
  makeCall(gatekeepers, name, { identity });

/** Three gatekeepers with a key, and their shares of it. */
function withKey() {
  const keepers = new Keepers();
  keepers.postKeys();
  keepers.postDeals();
  keepers.postChecks();
  const shares = [1, 2, 3].map((index) => combineShares((keepers.dealt.get(index) ?? []).map(({ share }) => share)));
  const reshare = (dealers: readonly Keeper[] = keepers.members) => {
    keepers.postKeys();
    keepers.postDeals(dealers, (keeper) => ({ share: shares[keepers.members.indexOf(keeper)] as Uint8Array }));
  };
  return { keepers, shares, reshare };
}

describe("seats", () => {
  it("go to whoever applies first where they are open; elsewhere root alone gives them", () => {
    const ledger = testPallet([gatekeepersPallet]);
    const { open, members, dkg } = ledger.of(gatekeepers);
    expect(open.get()).toBe(true); // of development
    open.put(false);
    const [a, b, c, miner] = [..."abc", "miner"].map(
      (name) => new TestEnclave(name, name === "miner" ? "Miner" : "Gatekeeper"),
    ) as [TestEnclave, TestEnclave, TestEnclave, TestEnclave];
    for (const one of [a, b, c, miner]) one.register(ledger, "Bob");
    expect(ledger.refusal("Bob", on("apply", a))).toBe("Gatekeepers.NotOpen");
    expect(ledger.refusal("Bob", on("appoint", a))).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, on("appoint", miner))).toBe("Gatekeepers.NotGatekeeper");
    for (const one of [a, b, c]) ledger.run(root, on("appoint", one));
    expect(ledger.refusal(root, on("appoint", a))).toBe("Gatekeepers.AlreadyMember");
    expect(members.get().map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(dkg.get().phase.type).toBe("Keys");
  });

  it("are for registered gatekeepers of the operator, once, sixteen of them", () => {
    const keepers = new Keepers();
    const { ledger } = keepers;
    const refusal = (one: TestEnclave, operator = "Bob") => ledger.refusal(operator, on("apply", one));
    expect(refusal(keepers.members[0] as Keeper)).toBe("Gatekeepers.AlreadyMember");
    const stranger = new TestEnclave("stranger", "Gatekeeper");
    expect(refusal(stranger)).toBe("Gatekeepers.NotGatekeeper");
    const more = Array.from({ length: 14 }, (_, i) => keepers.register(`more ${i}`));
    expect(refusal(more[0] as Keeper, "Alice")).toBe("Gatekeepers.NotGatekeeper");
    for (const one of more.slice(1)) ledger.run("Bob", on("apply", one));
    expect(refusal(more[0] as Keeper)).toBe("Gatekeepers.Full");
  });

  it("are given up by their operators and taken by root; the lowest free number is the next one's", () => {
    const { keepers } = withKey();
    const { ledger, members } = keepers;
    const [first, second, third] = members as [Keeper, Keeper, Keeper];
    expect(ledger.refusal("Alice", on("leave", first))).toBe("Gatekeepers.NotGatekeeper");
    expect(ledger.refusal("Bob", on("remove", first))).toBe("frame.BadOrigin");
    ledger.run("Bob", on("leave", first));
    expect(ledger.refusal(root, on("remove", first))).toBe("Gatekeepers.NotMember");
    for (const one of [second, third]) expect(ledger.refusal(root, on("remove", one))).toBe("Gatekeepers.TooFew");
    ledger.run("Bob", on("apply", keepers.register("d")));
    expect(keepers.state.members.get().map(({ index }) => index)).toEqual([1, 2, 3]);
    ledger.run(root, on("remove", second));
    expect(keepers.state.members.get().map(({ index }) => index)).toEqual([1, 3]);
    expect(keepers.phase).toBe("Keys 3");
  });

  it("make a majority, or more where the network began so", () => {
    const config = { size: 3, threshold: 2, windowTicks: 1, reshareTicks: 0 };
    expect([2, 3, 4, 5, 9, 16].map((members) => thresholdOf(config, members))).toEqual([2, 2, 3, 3, 5, 9]);
    expect([2, 3, 7].map((members) => thresholdOf({ ...config, threshold: 3 }, members))).toEqual([2, 3, 4]);
  });
});

describe("resharing", () => {
  it("leaves the key as it was, with other shares of it", () => {
    const { keepers, shares, reshare } = withKey();
    const before = groupKeyOf(keepers.state);
    keepers.state.dkg.put({ ...keepers.dkg, deadline: 1 });
    keepers.next();
    reshare();
    keepers.postChecks();
    const after = groupKeyOf(keepers.state);
    expect(after).toMatchObject({ round: 1, from: 0, publicKey: before?.publicKey, qualified: [1, 2] });
    const mine = interpolateShares((keepers.dealt.get(1) ?? []).filter(({ id }) => id <= 2));
    expect(mine).not.toEqual(shares[0]);
    expect(after?.publicShares.map(({ share }) => share)).not.toEqual(before?.publicShares.map(({ share }) => share));
  });

  it("takes no deal of anything but the dealer's own share", () => {
    const { keepers, shares } = withKey();
    keepers.state.dkg.put({ ...keepers.dkg, deadline: 1 });
    keepers.next();
    keepers.postKeys();
    const [first] = keepers.members as [Keeper];
    for (const share of [shares[1], undefined])
      expect(keepers.ledger.refusal(first, keepers.dealOf(first, share ? { share } : {}))).toBe("Gatekeepers.BadDeal");
  });

  it("comes by itself in its time, and again", () => {
    const { keepers, reshare } = withKey();
    const times = { window_ticks: 60, reshare_ticks: 120 };
    const { set_times } = callsOf(gatekeepers);
    expect(keepers.dkg.deadline).toBe(keepers.dkg.since + keepers.state.config.get().reshareTicks);
    expect(keepers.ledger.refusal("Bob", set_times(times))).toBe("frame.BadOrigin");
    expect(keepers.ledger.refusal(root, set_times({ ...times, window_ticks: 0 }))).toBe("Gatekeepers.NoWindow");
    keepers.ledger.run(root, set_times(times));
    keepers.wait(1.9);
    expect(keepers.phase).toBe("Done 0");
    keepers.wait(0.2);
    expect(keepers.phase).toBe("Keys 1");
    reshare();
    keepers.postChecks();
    expect(keepers.phase).toBe("Done 1");
    keepers.ledger.run(root, set_times({ ...times, reshare_ticks: 0 }));
    keepers.wait(10);
    expect(keepers.phase).toBe("Done 1");
    keepers.ledger.run(root, set_times(times));
    keepers.next();
    expect(keepers.phase).toBe("Keys 2");
  });

  it("waits for no dealer that gave up its seat, and takes its deal all the same", () => {
    const { keepers, shares } = withKey();
    const [first, second, third] = keepers.members as [Keeper, Keeper, Keeper];
    keepers.ledger.run("Bob", on("leave", third));
    keepers.postKeys([first, second]);
    const dealing = (keeper: Keeper) => ({ share: shares[keepers.members.indexOf(keeper)] as Uint8Array });
    keepers.ledger.run(third, keepers.dealOf(third, dealing(third)));
    keepers.postDeals([first, second], dealing);
    expect([keepers.phase, keepers.dkg.dealers]).toEqual(["Checks 1", [1, 2, 3]]);
    expect(keepers.ledger.refusal(third, keepers.checkOf())).toBe("Gatekeepers.NotMember");
    keepers.postChecks([first, second]);
    expect(groupKeyOf(keepers.state)?.publicShares.map(({ index }) => index)).toEqual([1, 2]);
  });

  it("follows seats that change at once, and whoever joins has a share of the same key at the number that was left", () => {
    const { keepers, shares } = withKey();
    const { ledger, state, members } = keepers;
    const [first, second, third] = members as [Keeper, Keeper, Keeper];
    const before = groupKeyOf(state);
    const fourth = keepers.register("d");
    const change = { joining: [fourth.identity], leaving: [third.identity] };
    ledger.act((env) => changeSeats(env, change));
    expect(ledger.happened(gatekeepers)).toEqual(["MemberLeft", "MemberJoined", "RoundStarted"]);
    expect(state.members.get().map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(state.left.get(third.identity)).toEqual({ generation: 0, tick: expect.any(Number) });
    for (const wrong of [change, { joining: [first.identity], leaving: [] }])
      expect(() => ledger.act((env) => changeSeats(env, wrong))).toThrow(/member/);

    const seated = [first, second, fourth];
    const shareOf = (keeper: Keeper) => shares[members.indexOf(keeper)] as Uint8Array;
    keepers.postKeys(seated);
    keepers.postDeals([first, second], (keeper) => ({ share: shareOf(keeper) }));
    keepers.postChecks(seated);
    expect(groupKeyOf(state)).toMatchObject({ round: 1, publicKey: before?.publicKey });
    const mine = interpolateShares(keepers.dealt.get(3) ?? []);

    keepers.wait(5);
    ledger.run(first, callsOf(gatekeepers).dkg_ask(keepers.round));
    keepers.postKeys(seated);
    expect(ledger.refusal(fourth, keepers.dealOf(fourth, { share: shareOf(third) }))).toBe("Gatekeepers.BadDeal");
    ledger.run(fourth, keepers.dealOf(fourth, { share: mine }));
  });

  it("begins anew when the members change while it is under way, and the old sharing counts until it is done", () => {
    const { keepers, reshare } = withKey();
    keepers.state.dkg.put({ ...keepers.dkg, deadline: 1 });
    keepers.next();
    reshare(keepers.members.slice(0, 2));
    keepers.ledger.run("Bob", on("apply", keepers.register("d")));
    expect(keepers.phase).toBe("Keys 2");
    expect(keepers.state.sharing.get()).toEqual({ generation: 0, round: 0 });
  });

  it("is asked for by members, some windows after the last", () => {
    const { keepers } = withKey();
    const [first] = keepers.members as [Keeper];
    const ask = (at = keepers.round) => callsOf(gatekeepers).dkg_ask(at);
    expect(keepers.ledger.refusal(first, ask())).toBe("Gatekeepers.TooSoon");
    keepers.wait(5);
    expect(keepers.ledger.refusal(keepers.register("d"), ask())).toBe("Gatekeepers.NotMember");
    expect(keepers.ledger.refusal(first, ask({ generation: 0, round: 1 }))).toBe("Gatekeepers.WrongPhase");
    keepers.ledger.run(first, ask());
    expect(keepers.phase).toBe("Keys 1");
  });
});
