import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto";
import {
  blockTime,
  type Header,
  makeNilCertificate,
  type NilCertificate,
  nilDigest,
  type Proposal,
  type Vote,
} from "@pha/light-client";
import { certify, makeBlock, makeNetwork, secretOf, secretsOf } from "@pha/light-client/testing";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTelemetry } from "../telemetry.ts";
import { openBlockArchive } from "./block-archive.ts";
import { makeValidator, type Validator } from "./validator.ts";
import { makeValidatorKey } from "./validator-key.ts";
import { openVoteStore } from "./vote-store.ts";

const network = makeNetwork(4);
const { genesis, genesisHash, set } = network;
const key = makeValidatorKey(toHex(secretOf(2)));
const HEIGHTS = 6;
/** Every other height needs a second round. */
const roundsOf = (number: number) => (number % 2 === 0 ? 2 : 1);
const votesOf = secretsOf([0, 1, 2, 3], [0, 1, 3]);
const certificateOf = (header: Header) => certify(genesisHash, set, header, votesOf);

function closing(number: number, round: number): NilCertificate {
  const nil = { number, round, setId: 0n };
  const digest = nilDigest(genesisHash, nil);
  return makeNilCertificate(nil, set, new Map([...votesOf].map(([at, secret]) => [at, signEcdsa(secret, digest)])));
}

const proposalOf = (header: Header, round: number): Proposal => ({
  header,
  extrinsics: [],
  witness: { values: [], proof: new Uint8Array() },
  closed: round === 0 ? undefined : closing(header.number, round - 1),
});

/** One height of a network whose author seals two blocks for every round. */
interface Height {
  readonly parent: Header;
  readonly rounds: readonly { readonly first: Proposal; readonly second: Proposal }[];
  readonly certified: Header;
}

function makeHeights(): Height[] {
  const heights: Height[] = [];
  for (let parent = genesis; heights.length < HEIGHTS; ) {
    const number = parent.number + 1;
    const sealed = (round: number, offset: bigint) =>
      proposalOf(makeBlock(parent, { round, timeMs: blockTime(parent).timeMs + 2n + offset }), round);
    const rounds = Array.from({ length: roundsOf(number) }, (_, round) => ({
      first: sealed(round, 0n),
      second: sealed(round, 1n),
    }));
    const certified = (rounds.at(-1) as Height["rounds"][0]).first.header;
    heights.push({ parent, rounds, certified });
    parent = certified;
  }
  return heights;
}

const heights = makeHeights();
const newest = (heights.at(-1) as Height).certified;
const afterAll = Number(blockTime(newest).timeMs) + 10;
const fresh = makeBlock(newest, { timeMs: BigInt(afterAll + 5) });
const next = makeBlock(fresh, { timeMs: BigInt(afterAll + 9) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "older-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A validator that works with the files of a folder. */
async function withValidator(
  of: string,
  startedMs: number,
  votes: Vote[],
  work: (one: Validator) => Promise<void>,
): Promise<void> {
  using store = openVoteStore(join(of, "votes.db"), genesisHash);
  using archive = openBlockArchive(join(of, "blocks.db"));
  await using validator = makeValidator({
    client: network.startClient(),
    key,
    store,
    archive,
    validate: async () => {},
    isAuthored: () => true,
    send: (vote) => votes.push(vote),
    telemetry: makeTelemetry(silentLog, createMetrics("relay")),
    startedMs,
  });
  await work(validator);
}

const copy = (name: string, from: string, to: string) => copyFileSync(join(from, name), join(to, name));

/** Runs all heights and copies the files after each vote, and before the first. */
async function run(live: string, votes: Vote[]): Promise<string[]> {
  const snapshots: string[] = [];
  const snap = () => {
    const to = join(folder, `snapshot-${snapshots.length}`);
    mkdirSync(to);
    for (const name of ["votes.db", "blocks.db"]) copy(name, live, to);
    snapshots.push(to);
  };
  await withValidator(live, 0, votes, async (validator) => {
    snap();
    for (const { rounds, certified } of heights) {
      for (const { first } of rounds) {
        await validator.propose(first);
        snap();
      }
      if (certified !== newest) validator.certify(certified, certificateOf(certified));
    }
  });
  return snapshots;
}

function catchUp(validator: Validator, header: Header): void {
  if (header.number > validator.certified.number) validator.certify(header, certificateOf(header));
}

/** All that is proposed again, by an author who wants a second signature, while the validator catches up. */
async function tempt(validator: Validator): Promise<void> {
  for (const { rounds, certified } of heights) {
    for (const { first, second } of rounds) {
      await validator.propose(second);
      await validator.propose(first);
    }
    if (certified !== newest) catchUp(validator, certified);
  }
}

function expectOneSignatureEach(votes: readonly Vote[]): void {
  const signed = new Map<string, Set<string>>();
  for (const { number, round, signature } of votes) {
    const place = `${number}/${round}`;
    signed.set(place, (signed.get(place) ?? new Set()).add(signature));
  }
  for (const [place, signatures] of signed) expect([place, signatures.size]).toEqual([place, 1]);
}

async function expectVotesAgain(validator: Validator, votes: readonly Vote[]): Promise<void> {
  validator.certify(newest, certificateOf(newest));
  validator.certify(fresh, certificateOf(fresh));
  const before = votes.length;
  await validator.propose(proposalOf(next, 0));
  expect(votes.slice(before).map(({ number }) => number)).toEqual([next.number]);
}

it("restored from any earlier votes.db, never signs a second time at one height and round, and votes when a newer block is certified", async () => {
  const live = join(folder, "live");
  mkdirSync(live);
  const signed: Vote[] = [];
  const snapshots = await run(live, signed);
  expect(snapshots.length).toBe(1 + HEIGHTS + HEIGHTS / 2);
  for (const snapshot of snapshots.slice(0, -1)) {
    const restored = join(folder, "restored");
    mkdirSync(restored);
    copy("votes.db", snapshot, restored);
    copy("blocks.db", live, restored);
    const votes = [...signed];
    await withValidator(restored, afterAll, votes, async (validator) => {
      await tempt(validator);
      expectOneSignatureEach(votes);
      await expectVotesAgain(validator, votes);
    });
    rmSync(restored, { recursive: true });
  }
}, 120_000);

it("restored with its whole folder, signs at no height that is more than one above what it remembers", async () => {
  const live = join(folder, "live");
  mkdirSync(live);
  const signed: Vote[] = [];
  const snapshots = await run(live, signed);
  const newestRounds = (heights.at(-1) as Height).rounds;
  for (const snapshot of snapshots.slice(0, 6)) {
    const votes = [...signed];
    await withValidator(snapshot, afterAll, votes, async (validator) => {
      for (const { certified } of heights.slice(0, -1)) catchUp(validator, certified);
      for (const { first, second } of newestRounds) {
        await validator.propose(second);
        await validator.propose(first);
      }
      expectOneSignatureEach(votes);
      expect(votes).toHaveLength(signed.length);
      await expectVotesAgain(validator, votes);
    });
  }
}, 120_000);

it("started again with what it had, votes at the next height at once", async () => {
  const live = join(folder, "live");
  mkdirSync(live);
  const votes: Vote[] = [];
  await run(live, votes);
  const child = makeBlock(newest, { timeMs: BigInt(afterAll + 1) });
  await withValidator(live, afterAll, votes, async (validator) => {
    validator.certify(newest, certificateOf(newest));
    await validator.propose(proposalOf(child, 0));
  });
  expect(votes.at(-1)?.number).toBe(child.number);
}, 120_000);

it("that saw blocks certified without its vote, votes at once after the next start", async () => {
  const live = join(folder, "live");
  mkdirSync(live);
  const votes: Vote[] = [];
  await withValidator(live, 0, votes, async (validator) => {
    await validator.propose((heights[0] as Height).rounds[0]?.first as Proposal);
    for (const { certified } of heights) validator.certify(certified, certificateOf(certified));
  });
  const child = makeBlock(newest, { timeMs: BigInt(afterAll + 1) });
  await withValidator(live, afterAll, votes, (validator) => validator.propose(proposalOf(child, 0)));
  expect(votes.map(({ number }) => number)).toEqual([1, child.number]);
}, 120_000);
