import type { Hex } from "@pha/codec";
import { Core } from "@pha/program-kit";
import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { type Contract, contracts, gatekeepers, nothingAgreed, notRotated, usualLife } from "@pha/runtime/spec";
import { beforeEach, expect, it } from "vitest";
import { OlderShares } from "./older-shares.ts";
import { word } from "./testing/enclave-house.ts";
import { Vault } from "./vault.ts";

const until = 10;
let ledger: FakeLedger;
let core: Core;
let vault: Vault;
let older: OlderShares;

/** A gatekeeper with a share of generation 0 and of generation 1, which is in use. */
beforeEach(() => {
  ledger = new FakeLedger();
  core = new Core(fakeHost(ledger), "gatekeeper", ledger.startRequest());
  vault = new Vault(core.host, { round: undefined, shares: undefined });
  older = new OlderShares();
  vault.keepShare({ generation: 0, round: 3 }, 1, new Uint8Array(32).fill(1));
  vault.keepShare({ generation: 1, round: 0 }, 1, new Uint8Array(32).fill(2));
  const { sharing, older: before, members } = ledger.pallet(gatekeepers);
  before.put(0, 3);
  sharing.put({ generation: 1, round: 0 });
  members.put([{ identity: core.identity, index: 1 }]);
  ledger.pallet(contracts).figures.put({ keyEpoch: 16, keepsHistory: false });
});

function put(id: Hex, stateHeight: number, fields: Partial<Contract> = {}): void {
  ledger.pallet(contracts).contracts.put(id, {
    ...{ cluster: 0, codeHash: word(1), deployer: word(1), owner: word(1), deployedAt: 1, epoch: 0 },
    ...{ encryptKey: undefined, agreed: { ...nothingAgreed, stateHeight }, halted: false, broken: undefined },
    rotation: notRotated,
    life: usualLife,
    spentEpoch: 0,
    generations: [{ generation: 1, epoch: 2, until }],
    ...fields,
  });
}

function make(id: Hex, ...state: [stateHeight: number, fields?: Partial<Contract>]): void {
  put(id, ...state);
  ledger.pallet(contracts).list.append(id);
}

/** Generations of which a share is left, here and in what the host keeps. */
async function left(): Promise<readonly number[]> {
  core.advance(ledger.block());
  await older.forget(core, vault);
  const kept = new Vault(core.host, vault.seals);
  expect(kept.sharings).toEqual(vault.sharings);
  return kept.sharings.map(({ generation }) => generation);
}

it("keeps a share while a contract has no other keys, or has not agreed on all that came for them", async () => {
  make(word(1), 0, { generations: [] });
  make(word(2), until - 1);
  expect(await left()).toEqual([0, 1]);
  put(word(1), until);
  expect(await left()).toEqual([0, 1]);
  put(word(2), until);
  expect(await left()).toEqual([1]);
});

it("looks at all contracts, however many, some at a time; those of the generation in use and the halted need nothing", async () => {
  for (let i = 0; i < 140; i++) make(`0x${i.toString(16).padStart(64, "0")}`, until);
  make(word(7), 0, { generations: [{ generation: 1, epoch: 0, until: 0 }] });
  make(word(8), 0, { generations: [], halted: true });
  expect([await left(), await left(), await left()]).toEqual([[0, 1], [0, 1], [1]]);
});

it("keeps it while the network keeps history", async () => {
  make(word(1), until);
  const { figures } = ledger.pallet(contracts);
  figures.put({ keyEpoch: 16, keepsHistory: true });
  expect(await left()).toEqual([0, 1]);
  figures.put({ keyEpoch: 16, keepsHistory: false });
  expect(await left()).toEqual([1]);
});

it.each<[string, () => void]>([
  ["the generation was ended", () => void ledger.pallet(gatekeepers).older.remove(0)],
  ["it is not of the newest sharing", () => void ledger.pallet(gatekeepers).older.put(0, 4)],
  ["the gatekeeper has neither seat nor share", () => void ledger.pallet(gatekeepers).members.put([])],
])("erases it, whatever needs it, where %s", async (_, change) => {
  make(word(1), 0, { generations: [] });
  ledger.pallet(contracts).figures.put({ keyEpoch: 16, keepsHistory: true });
  expect(await left()).toEqual([0, 1]);
  change();
  expect(await left()).toEqual([1]);
});
