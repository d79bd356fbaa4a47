import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { expect, it } from "vitest";
import type { Seals } from "../protocol.ts";
import { Vault } from "./vault.ts";

const nothing: Seals = { round: undefined, shares: undefined };
const ledger = new FakeLedger();
const host = fakeHost(ledger);
const share = new Uint8Array(32).fill(7);

it("keeps the key of a round over a restart, and makes another one for another round", () => {
  const vault = new Vault(host, nothing);
  const key = vault.roundKey({ generation: 1, round: 3 });
  expect(vault.roundKey({ generation: 1, round: 3 })).toBe(key);

  const restarted = new Vault(host, vault.seals);
  expect(restarted.roundKey({ generation: 1, round: 3 })).toBe(key);
  expect(restarted.roundSecret({ generation: 1, round: 3 })).toEqual(vault.roundSecret({ generation: 1, round: 3 }));
  expect(restarted.roundSecret({ generation: 1, round: 4 })).toBeUndefined();
  expect(restarted.roundSecret({ generation: 2, round: 3 })).toBeUndefined();
  expect(restarted.roundKey({ generation: 1, round: 4 })).not.toBe(key);
  expect(restarted.roundSecret({ generation: 1, round: 3 })).toBeUndefined();
  const other = restarted.roundKey({ generation: 1, round: 4 });
  expect(restarted.roundKey({ generation: 2, round: 4 })).not.toBe(other);
});

it("keeps its share over a restart, for its generation alone", () => {
  const vault = new Vault(host, nothing);
  vault.keepShare({ generation: 2, round: 5 }, 3, share);
  const restarted = new Vault(host, vault.seals);
  expect(restarted.shareOf({ generation: 2, round: 5 })).toEqual({ index: 3, share });
  expect(restarted.shareOf({ generation: 1, round: 5 })).toBeUndefined();
});

it("holds shares of several generations, and of each that of its newest sharing alone", () => {
  const vault = new Vault(host, nothing);
  const kept = [
    [0, 1],
    [1, 0],
    [1, 4],
  ] as const;
  for (const [generation, round] of kept)
    vault.keepShare(
      { generation, round },
      2,
      share.map((_, i) => i + round),
    );
  const restarted = new Vault(host, vault.seals);
  const heldOf = ([generation, round]: readonly [number, number]) => restarted.shareOf({ generation, round })?.share[0];
  expect(kept.map(heldOf)).toEqual([1, undefined, 4]);
});

it("holds the shares of the sixteen newest generations", () => {
  const vault = new Vault(host, nothing);
  for (let generation = 0; generation <= 16; generation++) vault.keepShare({ generation, round: 0 }, 1, share);
  const held = [0, 1, 16].map((generation) => vault.shareOf({ generation, round: 0 }) !== undefined);
  expect(held).toEqual([false, true, true]);
  expect(new Vault(host, vault.seals).shareOf({ generation: 16, round: 0 })).toEqual({ index: 1, share });
});

it("forgets a round's secrets when the share is made of it, and asks the host to forget it too", () => {
  const vault = new Vault(host, nothing);
  vault.roundKey({ generation: 1, round: 1 });
  vault.keepShare({ generation: 1, round: 1 }, 2, share);
  expect(vault.roundSecret({ generation: 1, round: 1 })).toBeUndefined();
  expect(vault.seals.round).toBeUndefined();
});

it("makes one deal of a round, whatever happens meanwhile, and no other round's is made of the same seed", () => {
  const at = { generation: 1, round: 3 };
  const vault = new Vault(host, nothing);
  const seed = vault.dealSeed(at);
  vault.forgetRounds(at);
  const restarted = new Vault(host, vault.seals);
  expect(restarted.dealSeed(at)).toEqual(seed);
  expect(restarted.dealSeed({ ...at, round: 4 })).not.toEqual(seed);
  restarted.forgetRounds();
  expect(restarted.seals.round).toBeUndefined();
});

it("erases the share of a sharing that is over, and none of another generation", () => {
  const vault = new Vault(host, nothing);
  for (const generation of [1, 2]) vault.keepShare({ generation, round: 1 }, 2, share);
  vault.forgetShares({ generation: 2, round: 1 });
  vault.forgetShares({ generation: 1, round: 4 });
  const held = [1, 2].map((generation) => new Vault(host, vault.seals).shareOf({ generation, round: 1 }) !== undefined);
  expect(held).toEqual([false, true]);
});
