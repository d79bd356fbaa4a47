import { blsPublicKey } from "@pha/crypto";
import { makeCall, root } from "@pha/frame";
import { type GroupKey, gatekeepers } from "@pha/runtime/spec";
import { expect, it, vi } from "vitest";
import { callOf } from "./testing/malice.ts";
import { RoundTable, type Seat } from "./testing/round-table.ts";
import { Vault } from "./vault.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const standings = (table: RoundTable) => table.seats.map(({ standing }) => standing);
const shareAnew = ({ chain, dkg }: RoundTable) => chain.of(gatekeepers).dkg.put({ ...dkg, deadline: 1 });

it("makes a key of which any two of three make signatures, and one alone none", async () => {
  const table = await RoundTable.of(3);
  const [first, second, third] = table.seats as [Seat, Seat, Seat];
  const seen = new Set<string>();
  await table.until(() => {
    seen.add(standings(table).join());
    return table.dkg.phase.type === "Done";
  });
  await table.turn();
  expect([...seen]).toEqual(["waiting", "posting-key", "dealing", "checking"].map((one) => [one, one, one].join()));
  expect(table.refused).toEqual([]);
  for (const two of [
    [first, second],
    [first, third],
    [third, second],
  ])
    expect(table.sign(two)).toBe(true);
  expect(table.sign([first])).toBe(false);
  const { publicShares, ...sharing } = table.sharing as GroupKey;
  const held = table.seats.map(({ vault }) => blsPublicKey(vault.shareOf(sharing)?.share as Uint8Array));
  expect(held).toEqual(publicShares.map(({ share }) => share));
});

it("deals the same after a restart, and posts nothing twice", async () => {
  const table = await RoundTable.of(3);
  const [seat] = table.seats as [Seat];
  const deals: unknown[] = [];
  seat.meddle = (extrinsics) => {
    for (const bytes of extrinsics)
      if (callOf(table, bytes).type === "dkg_deal") deals.push((callOf(table, bytes).value as Post).commitments);
    return extrinsics.filter((bytes) => deals.length > 2 || callOf(table, bytes).type !== "dkg_deal");
  };
  await table.until(() => deals.length > 0);
  seat.restart();
  await table.turn();
  seat.restart();
  await table.untilShared();
  expect(new Set(deals.map(String)).size).toBe(1);
  expect(table.refused).toEqual([]);
  expect(table.sharing?.qualified).toEqual([1, 2, 3]);
});

interface Post {
  readonly commitments: readonly string[];
}

it("takes back what a phase that is over asked for, so that the next one's does not wait behind it", async () => {
  const table = await RoundTable.of(3);
  const [seat] = table.seats as [Seat];
  seat.meddle = () => [];
  await table.until(() => seat.core.outbox.waiting("dkg/Keys") > 0);
  await table.until(() => table.dkg.phase.type !== "Keys");
  await table.turn();
  expect(seat.core.outbox.waiting("dkg/")).toBe(0);
});

it("shares the same key anew among the same, with nothing left of the old sharing", async () => {
  const table = await RoundTable.of(3);
  const before = await table.untilShared();
  shareAnew(table);
  const old = table.seats.map(({ vault }) => vault.shareOf(before)?.share);
  await table.until(() => table.dkg.phase.type === "Checks");
  expect(standings(table)).toEqual(["holds-share", "holds-share", "holds-share"]);
  const after = await table.untilShared(before);
  expect(after.publicKey).toBe(before.publicKey);
  expect(after.from).toBe(before.round);
  for (const [i, seat] of table.seats.entries()) {
    const kept = new Vault(seat.core.host, seat.kept);
    expect([kept.shareOf(before), kept.roundSecret(after), seat.kept.round]).toEqual([undefined, undefined, undefined]);
    expect(kept.shareOf(after)?.share).not.toEqual(old[i]);
  }
  expect(table.sign(table.seats.slice(1))).toBe(true);
  const { roundKeys, deals } = table.chain.of(gatekeepers);
  const [{ identity }] = table.seats as [Seat];
  const left = [before, after].map(({ round }) => [roundKeys.has(0, round, identity), deals.has(0, round, identity)]);
  expect(left).toEqual([
    [false, false],
    [true, true],
  ]);
});

it("shares it anew with members that join, who are to be a majority, and without those that leave", async () => {
  const table = await RoundTable.of(3);
  const before = await table.untilShared();
  const [first, second] = [await table.join(), await table.join()];
  const five = await table.untilShared(before);
  expect([five.publicKey, five.threshold, five.publicShares.length]).toEqual([before.publicKey, 3, 5]);
  expect(standings(table)).toEqual(table.seats.map(() => "holds-share"));
  const [one, two] = table.seats as [Seat, Seat];
  expect(table.sign([first, second])).toBe(false);
  expect(table.sign([first, second, one])).toBe(true);

  for (const { identity } of [one, two]) table.chain.run(root, makeCall(gatekeepers, "remove", { identity }));
  const three = await table.untilShared(five);
  expect([three.publicKey, three.threshold, three.publicShares.length]).toEqual([before.publicKey, 2, 3]);
  expect([one.standing, two.standing]).toEqual(["not-a-member", "not-a-member"]);
  expect([one.kept.round, one.vault.shareOf(five), one.vault.shareOf(three)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(table.sign([first, second])).toBe(true);
});

it("is held up by nobody who is gone, as long as the threshold is there; who missed a sharing asks for another", async () => {
  const table = await RoundTable.of(3);
  const before = await table.untilShared();
  const [first, second, lost] = table.seats as [Seat, Seat, Seat];
  lost.isDown = true;
  shareAnew(table);
  const without = await table.untilShared(before);
  expect(without.publicShares.map(({ index }) => index)).toEqual([1, 2]);
  lost.restart();
  await table.turn();
  expect([lost.standing, lost.vault.shareOf(before)]).toEqual(["no-share", undefined]);
  const all = await table.untilShared(without);
  expect(all.publicShares.map(({ index }) => index)).toEqual([1, 2, 3]);

  // Another one loses its share, and nothing but that.
  second.restart({ round: undefined, shares: undefined });
  await table.turn();
  expect(second.standing).toBe("no-share");
  await table.untilShared(all);
  for (const other of [first, lost]) expect(table.sign([second, other])).toBe(true);
});

it("makes another master key beside the one that it holds a share of, and keeps both, each of one sharing", async () => {
  const table = await RoundTable.of(3);
  const before = await table.untilShared();
  table.renew();
  await table.until(() => table.dkg.phase.type === "Checks");
  expect(standings(table)).toEqual(["holds-share", "holds-share", "holds-share"]);
  expect(table.sign(table.seats.slice(1))).toBe(true);
  const after = await table.untilShared(before);
  expect([after.generation, after.publicKey === before.publicKey]).toEqual([1, false]);
  expect(table.sign(table.seats.slice(1))).toBe(true);
  const shared = { ...after };
  shareAnew(table);
  const anew = await table.untilShared(shared);
  for (const { vault } of table.seats)
    expect(vault.sharings.map(({ generation, round }) => [generation, round])).toEqual([
      [0, before.round],
      [1, anew.round],
    ]);
  expect(table.refused).toEqual([]);
});

it("does nothing as long as it is no member", async () => {
  const table = await RoundTable.of(3);
  const [seat] = table.seats as [Seat];
  const { members } = table.chain.of(gatekeepers);
  members.put(members.get().slice(1));
  await table.until(() => table.dkg.phase.type === "Done");
  expect(seat.standing).toBe("not-a-member");
  expect(seat.core.outbox.pending()).toEqual([]);
});
