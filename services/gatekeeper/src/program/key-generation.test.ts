import { type Hex, toHex } from "@pha/codec";
import { blsPublicKey } from "@pha/crypto";
import { Core } from "@pha/program-kit";
import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { type Dkg, type GroupKey, gatekeepers } from "@pha/runtime/spec";
import { beforeEach, expect, it, vi } from "vitest";
import { takePart } from "./key-generation.ts";
import { type Dealt, deal } from "./round.ts";
import { publicKeys } from "./testing/index.ts";
import { Vault } from "./vault.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const nothing = { round: undefined, shares: undefined };
const generation = 1;
const round = 2;

let ledger: FakeLedger;
/** Members 1 and 2; the tests play the ledger. */
let members: { core: Core; vault: Vault }[];
let logged: string[];

beforeEach(() => {
  ledger = new FakeLedger();
  logged = [];
  members = [1, 2].map(() => {
    const core = new Core(fakeHost(ledger), "gatekeeper", ledger.startRequest());
    return { core, vault: new Vault(core.host, nothing) };
  });
  const list = members.map(({ core }, i) => ({ identity: core.identity, index: i + 1 }));
  ledger.pallet(gatekeepers).members.put(list);
  ledger.pallet(gatekeepers).config.put({ size: 2, threshold: 2, windowTicks: 60 });
});

const phase = (type: Dkg["phase"]["type"], fields: Partial<Dkg> = {}) =>
  ledger
    .pallet(gatekeepers)
    .dkg.put({ generation, round, phase: { type }, deadline: 9, participants: [], dealers: [], ...fields });

/** Every member hears of the newest block and does its part. */
async function step() {
  const block = ledger.block();
  const standings: string[] = [];
  for (const { core, vault } of members) {
    core.advance(block);
    standings.push(await takePart(core, vault, (code) => logged.push(code)));
  }
  return standings;
}

const pending = () => members.map(({ core }) => core.outbox.pending().length);
const roundOf = () => ({ genesis: ledger.genesisHash, generation, round });
const participants = () =>
  members.map(({ vault }, i) => ({ index: i + 1, roundKey: vault.roundKey(generation, round) }));

/** What the ledger shows when both have dealt: `spoil` is the second dealer's doing. */
function finish(spoil: (deal: Dealt["deal"]) => Dealt["deal"] = (honest) => honest): void {
  const { primitives } = (members[0] as { core: Core }).core.host;
  const deals = [1, 2].map((dealer) => ({ dealer, deal: deal(primitives, roundOf(), dealer, 2, participants()) }));
  const onLedger = deals.map((dealt) => (dealt.dealer === 2 ? { ...dealt, deal: spoil(dealt.deal) } : dealt));
  const { publicKey, shares } = publicKeys(onLedger, 2);
  const identities = members.map(({ core }) => core.identity);
  const state = ledger.pallet(gatekeepers);
  for (const [i, { deal: posted }] of onLedger.entries())
    state.deals.put(generation, round, identities[i] as Hex, posted);
  const publicShares = shares.map((share, i) => ({ identity: identities[i] as Hex, index: i + 1, share }));
  state.groupKeys.put(generation, round, {
    generation,
    round,
    threshold: 2,
    publicKey,
    qualified: [1, 2],
    publicShares,
  });
  phase("Done", { participants: [1, 2], dealers: [1, 2] });
}

it("posts a key while keys are collected and a deal while deals are, each once", async () => {
  phase("Waiting");
  expect(await step()).toEqual(["waiting", "waiting"]);
  phase("Keys");
  expect(await step()).toEqual(["posting-key", "posting-key"]);
  await step();
  expect(pending()).toEqual([1, 1]);

  for (const [i, { core, vault }] of members.entries()) {
    const key = vault.roundKey(generation, round);
    ledger.pallet(gatekeepers).roundKeys.put(generation, round, core.identity, key);
    core.outbox.settle(1n);
    expect(participants()[i]?.roundKey).toBe(key);
  }
  phase("Deals", { participants: [1, 2] });
  expect(await step()).toEqual(["dealing", "dealing"]);
  await step();
  expect(pending()).toEqual([1, 1]);

  for (const { core } of members) core.outbox.settle(2n);
  phase("Deals", { participants: [1, 2], dealers: [1, 2] });
  expect(await step()).toEqual(["dealing", "dealing"]);
  expect(pending()).toEqual([0, 0]);
});

it("takes back what a phase that is over asked for, so that the next round's does not wait behind it", async () => {
  phase("Keys");
  await step();
  phase("Keys", { round: round + 1 });
  await step();
  for (const { core } of members) core.outbox.settle(0n);
  expect(pending()).toEqual([1, 1]);
  phase("Done");
  await step();
  expect(pending()).toEqual([0, 0]);
});

it("deals to nobody who posted no key in time, and waits itself when it was late", async () => {
  ledger.pallet(gatekeepers).config.put({ size: 2, threshold: 1, windowTicks: 60 });
  const { core, vault } = members[0] as { core: Core; vault: Vault };
  const key = vault.roundKey(generation, round);
  ledger.pallet(gatekeepers).roundKeys.put(generation, round, core.identity, key);
  phase("Deals", { participants: [1] });
  expect(await step()).toEqual(["dealing", "waiting"]);
  expect(pending()).toEqual([1, 0]);
});

it("takes its share when all is done, and holds it over a restart", async () => {
  finish();
  expect(await step()).toEqual(["holds-share", "holds-share"]);
  const { core, vault } = members[0] as { core: Core; vault: Vault };
  const restarted = new Vault(core.host, vault.seals);
  const { publicShares } = ledger.pallet(gatekeepers).groupKeys.get(generation, round) ?? {};
  expect(blsPublicKey(restarted.shareOf({ generation, round })?.share as Uint8Array)).toBe(publicShares?.[0]?.share);
});

it("takes no share of a dealer that sealed it something else, and says which", async () => {
  finish(({ commitments, shares }) => ({
    commitments,
    shares: shares.map((share) => (share.index === 1 ? { ...share, enc: toHex(new Uint8Array(32).fill(9)) } : share)),
  }));
  expect(await step()).toEqual(["bad-dealer", "holds-share"]);
  expect(logged).toEqual(["dkg.bad-dealer"]);
  expect(members[0]?.vault.shareOf({ generation, round })).toBeUndefined();
});

it("takes no share but the one that the ledger's group key says", async () => {
  finish();
  const { groupKeys } = ledger.pallet(gatekeepers);
  const group = groupKeys.get(generation, round) as GroupKey;
  const [first, second] = group.publicShares as [GroupKey["publicShares"][number], GroupKey["publicShares"][number]];
  groupKeys.put(generation, round, { ...group, publicShares: [{ ...first, share: second.share }, second] });
  expect(await step()).toEqual(["bad-dealer", "holds-share"]);
  expect(members[0]?.vault.shareOf({ generation, round })).toBeUndefined();
});

it("adds up what qualified dealers dealt, and nothing else", async () => {
  finish();
  const { groupKeys, deals } = ledger.pallet(gatekeepers);
  const [first, second] = members.map(({ core }) => core.identity) as [Hex, Hex];
  const group = groupKeys.get(generation, round) as GroupKey;
  const posted = { dealer: 1, deal: deals.get(generation, round, first) as Dealt["deal"] };
  const { publicKey, shares } = publicKeys([posted], 2);
  const publicShares = [first, second].map((identity, i) => ({ identity, index: i + 1, share: shares[i] as Hex }));
  groupKeys.put(generation, round, { ...group, publicKey, qualified: [1], publicShares });
  expect(await step()).toEqual(["holds-share", "holds-share"]);
});

it("does nothing as long as it is no member", async () => {
  ledger.pallet(gatekeepers).members.put([]);
  phase("Keys");
  expect(await step()).toEqual(["not-a-member", "not-a-member"]);
  expect(pending()).toEqual([0, 0]);
});
