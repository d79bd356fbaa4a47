import { combineShares } from "@pha/crypto";
import { root } from "@pha/frame";
import { expect, it } from "vitest";
import { callsOf } from "../../testing/index.ts";
import { groupKeyOf, olderSharings, sharingOf } from "./sharing.ts";
import { gatekeepers, maxGenerations } from "./spec.ts";
import { type Keeper, Keepers } from "./testing.ts";

const { renew, end_generation, dkg_ask, apply, leave } = callsOf(gatekeepers);

/** Three gatekeepers with a key. */
function withKey(): Keepers {
  const keepers = new Keepers();
  play(keepers);
  return keepers;
}

/** Plays a round whose deals are of nothing that was before. */
function play(keepers: Keepers, of: readonly Keeper[] = keepers.members): void {
  keepers.postKeys(of);
  keepers.postDeals(of);
  keepers.postChecks(of);
}

it("is made beside the one in use, by the same rounds, and takes its place when it is done", () => {
  const keepers = withKey();
  const { ledger, state } = keepers;
  const before = groupKeyOf(state);
  keepers.wait();
  ledger.run(root, renew({}));
  expect(ledger.events(gatekeepers)).toEqual([{ type: "RoundStarted", value: { generation: 1, round: 0 } }]);
  keepers.postKeys();
  keepers.postDeals();
  expect([keepers.phase, groupKeyOf(state)]).toEqual(["Checks 0", before]);
  keepers.postChecks();
  const after = groupKeyOf(state);
  expect(after).toMatchObject({ generation: 1, round: 0, qualified: [1, 2, 3], from: undefined });
  expect(after?.publicKey).not.toBe(before?.publicKey);
  expect(state.madeAt.get()).toBe(keepers.dkg.since);
  expect([groupKeyOf(state, 0), groupKeyOf(state, 1), groupKeyOf(state, 2)]).toEqual([before, after, undefined]);
  const [{ identity }] = keepers.members as [Keeper];
  expect([0, 1].map((generation) => state.deals.has(generation, 0, identity))).toEqual([false, true]);
});

it("is root's to start, once there is a key, and one at a time", () => {
  const keepers = new Keepers();
  const { ledger } = keepers;
  expect(ledger.refusal("Bob", renew({}))).toBe("frame.BadOrigin");
  expect(ledger.refusal(root, renew({}))).toBe("Gatekeepers.WrongPhase");
  play(keepers);
  ledger.run(root, renew({}));
  expect(ledger.refusal(root, renew({}))).toBe("Gatekeepers.WrongPhase");
});

it("takes the place of a sharing that is under way, of which nothing is left", () => {
  const keepers = withKey();
  const [{ identity }] = keepers.members as [Keeper];
  keepers.state.dkg.put({ ...keepers.dkg, deadline: 1 });
  keepers.next();
  keepers.postKeys();
  expect(keepers.state.roundKeys.has(0, 1, identity)).toBe(true);
  keepers.ledger.run(root, renew({}));
  expect(keepers.state.roundKeys.has(0, 1, identity)).toBe(false);
  play(keepers);
  expect(groupKeyOf(keepers.state)).toMatchObject({ generation: 1, round: 0 });
});

it("begins its round anew for other members, and when it comes to nothing; the one in use stays as it is", () => {
  const keepers = withKey();
  const { ledger, state } = keepers;
  ledger.run(root, renew({}));
  keepers.postKeys();
  const [first, second, third] = keepers.members as [Keeper, Keeper, Keeper];
  ledger.run("Bob", leave({ identity: third.identity }));
  expect(keepers.round).toEqual({ generation: 1, round: 1 });
  keepers.postKeys([first, second]);
  keepers.wait();
  expect([keepers.round, state.sharing.get()]).toEqual([
    { generation: 1, round: 2 },
    { generation: 0, round: 0 },
  ]);
  play(keepers, [first, second]);
  expect(groupKeyOf(state)).toMatchObject({ generation: 1, round: 2 });
  expect(sharingOf(state, 0)).toEqual({ generation: 0, round: 0 });
});

it("is what is shared anew from then on, and the one before never again", () => {
  const keepers = withKey();
  keepers.ledger.run(root, renew({}));
  play(keepers);
  const shares = [1, 2, 3].map((index) => combineShares((keepers.dealt.get(index) ?? []).map(({ share }) => share)));
  keepers.wait(5);
  keepers.ledger.run(keepers.members[0] as Keeper, dkg_ask(keepers.round));
  keepers.postKeys();
  keepers.postDeals(keepers.members, (keeper) => ({ share: shares[keepers.members.indexOf(keeper)] as Uint8Array }));
  keepers.postChecks();
  expect(groupKeyOf(keepers.state)).toMatchObject({ generation: 1, round: 1, from: 0 });
  expect(sharingOf(keepers.state, 0)).toEqual({ generation: 0, round: 0 });
  keepers.ledger.run("Bob", apply({ identity: keepers.register("d").identity }));
  expect(keepers.round).toEqual({ generation: 1, round: 2 });
});

it("leaves the ones before, until root ends them", () => {
  const keepers = withKey();
  const { ledger, state } = keepers;
  for (let generation = 1; generation <= 3; generation++) {
    ledger.run(root, renew({}));
    play(keepers);
  }
  const left = () => [0, 1, 2, 3].filter((generation) => sharingOf(state, generation));
  const older = () => olderSharings(state).map(({ generation }) => generation);
  expect([left(), older()]).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2],
  ]);
  expect(ledger.refusal("Bob", end_generation({ generation: 0 }))).toBe("frame.BadOrigin");
  expect(ledger.refusal(root, end_generation({ generation: 3 }))).toBe("Gatekeepers.NotOlder");
  ledger.run(root, end_generation({ generation: 1 }));
  expect(ledger.events(gatekeepers)).toEqual([{ type: "GenerationEnded", value: { generation: 1 } }]);
  expect([left(), older()]).toEqual([[2, 3], [2]]);
  for (const generation of [0, 1])
    expect(ledger.refusal(root, end_generation({ generation }))).toBe("Gatekeepers.NotOlder");
});

it("is one of sixteen that are not over, at most", () => {
  const keepers = withKey();
  const { ledger, state } = keepers;
  const last = maxGenerations - 1;
  state.sharing.put({ generation: last, round: 0 });
  state.dkg.put({ ...keepers.dkg, generation: last });
  expect(ledger.refusal(root, renew({}))).toBe("Gatekeepers.TooManyGenerations");
  ledger.run(root, end_generation({ generation: 0 }));
  ledger.run(root, renew({}));
});
