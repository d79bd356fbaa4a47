import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hex, toHex } from "@pha/codec";
import { recoverEthAddress, signEcdsa } from "@pha/crypto/node";
import {
  blockTime,
  type Header,
  makeNilCertificate,
  type NilCertificate,
  nilDigest,
  type Proposal,
} from "@pha/light-client";
import { certify, makeBlock, makeNetwork, secretOf, secretsOf } from "@pha/light-client/testing";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { attack } from "@pha/testkit/attack";
import type { SignedVote } from "@pha/wire";
import { afterEach, beforeEach, expect } from "vitest";
import { makeTelemetry } from "../telemetry.ts";
import { openHeardVotes } from "./heard-votes.ts";
import { isSigned } from "./signed-vote.ts";
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

const others = [0, 1, 3].map((at) => set.addresses[at] as Hex);

/** A validator that works with the files of a folder. Its file of heard votes is asked, and `answers` are the others'. */
async function withValidator(
  { of, startedMs, votes, answers }: Start,
  work: (one: Validator) => Promise<void>,
): Promise<void> {
  using store = openVoteStore(join(of, "votes.db"), genesisHash);
  using heard = openHeardVotes(join(of, "heard.db"));
  await using validator = makeValidator({
    client: network.startClient(),
    key,
    store,
    archive: { keep() {} },
    validate: async () => {},
    isAuthored: () => true,
    isSigned: (signed) => isSigned(genesisHash, set, signed, recoverEthAddress),
    send(signed) {
      heard.keep(signed);
      votes.push(signed);
    },
    telemetry: makeTelemetry(silentLog, createMetrics("relay")),
    startedMs,
  });
  validator.recall(new Map([[key.address, heard.find(key.address)], ...answers]));
  await work(validator);
}

interface Start {
  readonly of: string;
  readonly startedMs: number;
  /** All that this key has signed. */
  readonly votes: SignedVote[];
  readonly answers: ReadonlyMap<Hex, SignedVote | undefined>;
}

const nothing = new Map(others.map((other) => [other, undefined]));
/** A quorum less one; the last has heard the newest vote, the other lies or was away. */
const oneHeard = (votes: readonly SignedVote[]) =>
  new Map([
    [others[0] as Hex, undefined],
    [others[2] as Hex, votes.at(-1)],
  ]);

/** Runs all heights and copies the folder before the first vote and after each. */
async function run(live: string, votes: SignedVote[]): Promise<string[]> {
  const snapshots: string[] = [];
  const snap = () => {
    const to = join(folder, `snapshot-${snapshots.length}`);
    cpSync(live, to, { recursive: true });
    snapshots.push(to);
  };
  await withValidator({ of: live, startedMs: 0, votes, answers: nothing }, async (validator) => {
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

/** All that is proposed again, by an author who wants a second signature, while the validator catches up. */
async function tempt(validator: Validator): Promise<void> {
  for (const { rounds, certified } of heights) {
    for (const { first, second } of rounds) {
      await validator.propose(second);
      await validator.propose(first);
    }
    if (certified !== newest && certified.number > validator.certified.number)
      validator.certify(certified, certificateOf(certified));
  }
}

function expectOneSignatureEach(votes: readonly SignedVote[]): void {
  const signed = new Map<string, Set<string>>();
  for (const { vote } of votes) {
    const place = `${vote.number}/${vote.round}`;
    signed.set(place, (signed.get(place) ?? new Set()).add(vote.signature));
  }
  for (const [place, signatures] of signed) expect([place, signatures.size]).toEqual([place, 1]);
}

/** The newest vote again, and the next height's at once; with no vote at all only when a newer block is certified. */
async function expectVotesAgain(validator: Validator, votes: readonly SignedVote[], hasVotes: boolean): Promise<void> {
  const before = votes.length;
  const last = heights.at(-1)?.rounds.at(-1)?.first as Proposal;
  await validator.propose(last);
  validator.certify(newest, certificateOf(newest));
  await validator.propose(proposalOf(fresh, 0));
  validator.certify(fresh, certificateOf(fresh));
  await validator.propose(proposalOf(next, 0));
  const expected = [newest.number, ...(hasVotes ? [fresh.number] : []), next.number];
  expect(votes.slice(before).map(({ vote }) => vote.number)).toEqual(expected);
}

/** Puts an earlier copy in place, tempts the validator, and lets the network go on. */
async function restore(
  which: string,
  answersOf: (votes: readonly SignedVote[]) => Start["answers"],
  keep: (name: string) => boolean,
  check: (start: Start, index: number, signed: number) => Promise<void>,
): Promise<void> {
  const live = join(folder, "live");
  mkdirSync(live);
  const signed: SignedVote[] = [];
  const snapshots = await run(live, signed);
  expect(snapshots).toHaveLength(1 + HEIGHTS + HEIGHTS / 2);
  for (const [index, snapshot] of snapshots.entries()) {
    const of = join(folder, `${which}-${index}`);
    mkdirSync(of);
    for (const name of readdirSync(snapshot)) if (!keep(name)) cpSync(join(snapshot, name), join(of, name));
    for (const name of readdirSync(live)) if (keep(name)) cpSync(join(live, name), join(of, name));
    const votes = [...signed];
    await check({ of, startedMs: afterAll, votes, answers: answersOf(signed) }, index, signed.length);
  }
}

async function expectBound(start: Start, index: number): Promise<void> {
  await withValidator(start, async (validator) => {
    await tempt(validator);
    expectOneSignatureEach(start.votes);
    await expectVotesAgain(validator, start.votes, index > 0);
    expectOneSignatureEach(start.votes);
  });
}

attack(
  "restore a validator from every earlier copy of its folder, and propose each round another block",
  async ({ held }) => {
    await restore(
      "folder",
      oneHeard,
      () => false,
      (start, index) => held("another validator gives the vote back", () => expectBound(start, index)),
    );
  },
  120_000,
);

attack(
  "restore every earlier copy of votes.db alone, with liars around it",
  async ({ held }) => {
    await restore(
      "votes",
      () => nothing,
      (name) => name.startsWith("heard.db"),
      (start, index) => held("its own file of heard votes", () => expectBound(start, index)),
    );
  },
  120_000,
);

attack(
  "restore every earlier copy of the folder, and keep all but one of the others from answering",
  async ({ held }) => {
    const few = () => new Map([[others[0] as Hex, undefined]]);
    await restore(
      "alone",
      few,
      () => false,
      (start, _, signed) =>
        held("no vote without a quorum's answers", () =>
          withValidator(start, async (validator) => {
            await tempt(validator);
            expectOneSignatureEach(start.votes);
            const places = new Set(start.votes.slice(0, signed).map(({ vote }) => vote.signature));
            for (const { vote } of start.votes.slice(signed)) expect(places).toContain(vote.signature);
          }),
        ),
    );
  },
  120_000,
);
