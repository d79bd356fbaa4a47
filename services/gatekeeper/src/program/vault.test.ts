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
  const key = vault.roundKey(1, 3);
  expect(vault.roundKey(1, 3)).toBe(key);

  const restarted = new Vault(host, vault.seals);
  expect(restarted.roundKey(1, 3)).toBe(key);
  expect(restarted.roundSecret(1, 3)).toEqual(vault.roundSecret(1, 3));
  expect(restarted.roundSecret(1, 4)).toBeUndefined();
  expect(restarted.roundSecret(2, 3)).toBeUndefined();
  expect(restarted.roundKey(1, 4)).not.toBe(key);
  expect(restarted.roundSecret(1, 3)).toBeUndefined();
  const other = restarted.roundKey(1, 4);
  expect(restarted.roundKey(2, 4)).not.toBe(other);
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

it("forgets a round's secret when the share is made of it, and asks the host to forget it too", () => {
  const vault = new Vault(host, nothing);
  vault.roundKey(1, 1);
  vault.keepShare({ generation: 1, round: 1 }, 2, share);
  expect(vault.roundSecret(1, 1)).toBeUndefined();
  expect(vault.seals.round).toBeUndefined();
});
