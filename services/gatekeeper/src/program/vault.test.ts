import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { expect, it } from "vitest";
import type { Seals } from "../protocol.ts";
import { Vault } from "./vault.ts";

const nothing: Seals = { round: undefined, share: undefined };
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
  expect(restarted.roundKey(1, 4)).not.toBe(key);
  expect(restarted.roundSecret(1, 3)).toBeUndefined();
});

it("keeps its share over a restart, for its generation alone", () => {
  const vault = new Vault(host, nothing);
  vault.keepShare(2, 3, share);
  const restarted = new Vault(host, vault.seals);
  expect(restarted.shareOf(2)).toEqual({ index: 3, share });
  expect(restarted.shareOf(1)).toBeUndefined();
});

it("forgets a round's secret when the share is made of it, and asks the host to forget it too", () => {
  const vault = new Vault(host, nothing);
  vault.roundKey(1, 1);
  vault.keepShare(1, 2, share);
  expect(vault.roundSecret(1, 1)).toBeUndefined();
  expect(vault.seals.round).toBeUndefined();
});

const kept = new Vault(host, nothing);
kept.roundKey(1, 1);
const round = kept.seals.round as Uint8Array;
kept.keepShare(1, 1, share);
const sealed = kept.seals.share as Uint8Array;

it.each<[string, () => Vault]>([
  ["another platform", () => new Vault(fakeHost(ledger, undefined, "another"), { ...nothing, share: sealed })],
  ["changed bytes", () => new Vault(host, { ...nothing, share: sealed.map((byte, i) => (i === 5 ? byte ^ 1 : byte)) })],
  ["a round's seal in place of a share's", () => new Vault(host, { ...nothing, share: round })],
])("opens no seal of %s", (_, open) => {
  expect(open).toThrowError(expect.objectContaining({ code: "program.SealBroken" }));
});
