import type { Evidence } from "@pha/api";
import { decode, type Hex, toHex } from "@pha/codec";
import { recoverEthAddress, signEcdsa } from "@pha/crypto";
import {
  blockTime,
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  errors as lightClientErrors,
  makeNilCertificate,
  type NilCertificate,
  nilDigest,
  Proposal,
  type ValidatorSet,
  type Vote,
} from "@pha/light-client";
import { certify, makeBlock, makeNetwork, makeSet, secretOf, secretsOf } from "@pha/light-client/testing";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import type { SignedVote } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { makeTelemetry } from "../telemetry.ts";
import { isSigned } from "./signed-vote.ts";
import { makeValidator, type ValidatorParts } from "./validator.ts";
import { makeValidatorKey } from "./validator-key.ts";
import type { Certified, VoteRecord, VoteStore } from "./vote-store.ts";

const network = makeNetwork(4);
const { genesis, genesisHash, set } = network;
const key = makeValidatorKey(toHex(secretOf(2)));
const block1 = makeBlock(genesis);
const block2 = makeBlock(block1);
const rival1 = makeBlock(genesis, { timeMs: 5n });
const certificateOf = (header: Header) => certify(genesisHash, set, header, secretsOf([0, 1, 2, 3], [0, 1, 3]));
const proposalOf = (header: Header): Proposal => ({
  header,
  extrinsics: [],
  witness: { values: [], proof: new Uint8Array() },
  closed: undefined,
});
const bad1 = makeBlock(genesis, { timeMs: 6n });
/** Round 1 after a quorum closed round 0. */
const retry1 = makeBlock(genesis, { round: 1 });
const closing = (positions = [0, 1, 3]) => {
  const nil = { number: 1, round: 0, setId: 0n };
  const digest = nilDigest(genesisHash, nil);
  const secrets = secretsOf([0, 1, 2, 3], positions);
  return makeNilCertificate(
    nil,
    set,
    new Map([...secrets].map(([position, secret]) => [position, signEcdsa(secret, digest)])),
  );
};
const retryOf = (closed: NilCertificate | undefined): Proposal => ({ ...proposalOf(retry1), closed });
/** Finds `bad1` invalid. */
const validate = async (_: Header, { header }: Proposal) => {
  if (header === bad1) throw errors.WrongHeader({ field: "stateRoot" });
};

/** A store in memory; what it holds survives the validator that wrote it. */
function memoryStore(log: string[]): VoteStore {
  let record: VoteRecord = { genesisHash, certified: undefined, vote: undefined };
  const evidence: Evidence[] = [];
  const changes: Certified[] = [];
  return {
    keepChange: (change) => void changes.push(change),
    listChanges: () => changes,
    keepEvidence: (one) => evidence.push(one) > 0,
    listEvidence: () => evidence,
    load: () => record,
    save(next) {
      log.push(`store ${next.vote?.vote.number}`);
      record = next;
    },
    [Symbol.dispose]() {},
  };
}

function setup(parts: Partial<ValidatorParts> = {}) {
  const log: string[] = [];
  const votes: Vote[] = [];
  const store = parts.store ?? memoryStore(log);
  /** One that nobody has answered yet. */
  const startUnasked = () =>
    makeValidator({
      client: network.startClient(),
      key,
      store,
      archive: { keep: (number) => log.push(`archive ${number}`) },
      validate: async () => {},
      isAuthored: () => true,
      isSigned: (signed) => isSigned(genesisHash, set, signed, recoverEthAddress),
      send({ vote }) {
        log.push(`send ${vote.number}`);
        votes.push(vote);
      },
      telemetry: makeTelemetry(silentLog, createMetrics("relay")),
      startedMs: 0,
      ...parts,
    });
  /** One of whose votes the others have heard none. */
  const start = () => {
    const validator = startUnasked();
    validator.recall(nothingHeard([0, 1, 3]));
    return validator;
  };
  return { log, votes, start, startUnasked, store, validator: start() };
}

type Answer = readonly [by: number, signed: SignedVote | undefined];
const answers = (...given: readonly Answer[]) =>
  new Map(given.map(([by, signed]) => [set.addresses[by] as Hex, signed]));

/** The vote that this validator's key gives a block, as others heard it. */
async function voteOf(header: Header, parts: Partial<ValidatorParts> = {}, below: readonly Header[] = []) {
  const heard: SignedVote[] = [];
  const { validator } = setup({ ...parts, startedMs: -1, send: (signed) => void heard.push(signed) });
  for (const one of below) validator.certify(one, certificateOf(one));
  await validator.propose(proposalOf(header));
  return { given: heard[0] as SignedVote };
}

const nothingHeard = (by: readonly number[]) => new Map(by.map((at) => [set.addresses[at] as Hex, undefined]));

const hashes = (votes: readonly Vote[]): (Hex | undefined)[] =>
  votes.map(({ choice }) => (choice.type === "Block" ? choice.value : undefined));

describe("a validator", () => {
  it("signs the commitment of a valid child of the certified block", async () => {
    const { validator, votes } = setup();
    await validator.propose(proposalOf(block1));
    const digest = commitmentDigest(genesisHash, commitmentOf(block1, set));
    expect(votes).toMatchObject([
      { number: 1, round: 0, setId: 0n, choice: { type: "Block", value: headerHash(block1) } },
    ]);
    expect(votes.map((vote) => recoverEthAddress(digest, vote.signature))).toEqual([set.addresses[2]]);
    expect(votes[0]?.validator).toBe(set.addresses[2]);
  });

  it("stores vote, proposal and last certificate before it sends", async () => {
    const { validator, log, store } = setup();
    await validator.propose(proposalOf(block1));
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    expect(log).toEqual(["store 1", "send 1", "archive 1", "store 2", "send 2"]);
    const { certified, vote } = store.load();
    expect(certified).toEqual({ header: block1, certificate: certificateOf(block1) });
    expect(decode(Proposal, vote?.proposal ?? new Uint8Array())).toEqual(proposalOf(block2));
  });

  it("sends nothing when the store fails", async () => {
    const store = memoryStore([]);
    const broken: VoteStore = {
      ...store,
      save() {
        throw new Error("disk full");
      },
    };
    const { validator, votes } = setup({ store: broken });
    await validator.propose(proposalOf(block1));
    expect(votes).toEqual([]);
  });

  it("re-sends the very same vote when the block is proposed again, also after a restart", async () => {
    const { validator, votes, start } = setup();
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(block1));
    await start().propose(proposalOf(block1));
    expect(votes).toHaveLength(3);
    expect(new Set(votes.map((vote) => vote.signature)).size).toBe(1);
  });

  it("never votes for a second block of a height, also after a restart", async () => {
    const { validator, votes, start } = setup();
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(rival1));
    await start().propose(proposalOf(rival1));
    expect(hashes(votes)).toEqual([headerHash(block1)]);
  });

  it("does not vote for a block whose parent it holds no certificate of, and does when that comes", async () => {
    const { validator, votes } = setup();
    await validator.propose(proposalOf(block2));
    expect(votes).toEqual([]);
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block1)); // its turn comes after what waited
    expect(hashes(votes)).toEqual([headerHash(block2)]);
  });

  it("does not vote for a child of a block that is not the certified one", async () => {
    const { validator, votes } = setup();
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(makeBlock(rival1)));
    expect(votes).toEqual([]);
  });

  it("waits for what it cannot run, and can vote for another then", async () => {
    const witnessless = async (_: Header, { header }: Proposal) => {
      if (header === rival1) throw errors.WitnessIncomplete();
    };
    const { validator, votes } = setup({ validate: witnessless });
    await validator.propose(proposalOf(rival1));
    await validator.propose(proposalOf(block1));
    expect(hashes(votes)).toEqual([headerHash(block1)]);
  });

  it("signs nil for an invalid block, says why, and never votes for a block of that round, also after a restart", async () => {
    const { validator, votes, start, log } = setup({ validate });
    await validator.propose(proposalOf(bad1));
    expect(log).toEqual(["store 1", "send 1"]);
    await start().propose(proposalOf(block1));
    const digest = nilDigest(genesisHash, { number: 1, round: 0, setId: 0n });
    expect(votes).toHaveLength(2);
    for (const vote of votes) {
      expect(vote).toMatchObject({ number: 1, round: 0, choice: { type: "Nil", value: "relay.WrongHeader" } });
      expect(recoverEthAddress(digest, vote.signature)).toBe(set.addresses[2]);
    }
    expect(votes[1]).toEqual(votes[0]);
  });

  it("votes in the next round with the certificate that closes this one, whatever it voted here", async () => {
    for (const first of [bad1, block1]) {
      const { validator, votes } = setup({ validate });
      await validator.propose(proposalOf(first));
      await validator.propose(retryOf(closing()));
      await validator.propose(proposalOf(first)); // too late
      expect(votes.map(({ round }) => round)).toEqual([0, 1]);
      expect(hashes(votes).at(-1)).toBe(headerHash(retry1));
    }
  });

  it.each([
    ["none", () => undefined],
    ["one signature short", () => closing([0, 1])],
    ["of another round", () => ({ ...closing(), round: 1 })],
    ["of another set", () => ({ ...closing(), setId: 1n })],
  ])("does not vote in round 1 with a closing certificate that is %s", async (_, make) => {
    const { validator, votes } = setup();
    await validator.propose(retryOf(make()));
    expect(votes).toEqual([]);
  });

  it("votes when so many others have answered as a certificate needs beside its vote", async () => {
    const { startUnasked, votes } = setup();
    const validator = startUnasked();
    await validator.propose(proposalOf(block1));
    validator.recall(nothingHeard([0]));
    await validator.propose(proposalOf(block1));
    validator.recall(nothingHeard([0]));
    validator.recall(new Map<Hex, undefined>([[`0x${"99".repeat(20)}`, undefined]])); // of nobody in the set
    await validator.propose(proposalOf(block1));
    expect(votes).toEqual([]);
    expect(validator.unasked()).toEqual([set.addresses[1], set.addresses[3]]);
    validator.recall(nothingHeard([3]));
    await validator.propose(proposalOf(rival1)); // its turn comes after what was held
    expect(hashes(votes)).toEqual([headerHash(block1)]);
  });

  it("needs no answers once a block newer than its start is certified", async () => {
    const { startUnasked, votes, validator } = setup({ startedMs: Number(blockTime(block2).timeMs) });
    await validator.propose(proposalOf(block1));
    const again = startUnasked();
    again.certify(block2, certificateOf(block2));
    expect(again.unasked()).toHaveLength(3);
    const block3 = makeBlock(block2);
    again.certify(block3, certificateOf(block3));
    expect(again.unasked()).toBeUndefined();
    await again.propose(proposalOf(makeBlock(block3)));
    expect(votes.map(({ number }) => number)).toEqual([1, 4]);
  });

  it("that voted on the first block goes on with the second, though nothing newer than its start is certified", async () => {
    const { validator, votes } = setup({ startedMs: Number(blockTime(block2).timeMs) });
    await validator.propose(proposalOf(block1));
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    expect(votes.map(({ number }) => number)).toEqual([1, 2]);
  });

  it("stores and sends the vote that another gives back, and votes for no other block of that round", async () => {
    const { given } = await voteOf(block1);
    const { startUnasked, votes, log, store } = setup();
    const validator = startUnasked();
    validator.recall(answers([0, undefined], [1, given]));
    await validator.propose(proposalOf(rival1));
    expect(votes).toEqual([]);
    expect(store.listEvidence()).toEqual([{ number: 1, round: 0, first: block1, second: rival1 }]);
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(block1));
    expect(votes).toEqual([given.vote, given.vote]);
    expect(log).toEqual(["store 1", "send 1", "send 1"]);
    expect(decode(Proposal, store.load().vote?.proposal ?? new Uint8Array())).toEqual(proposalOf(block1));
    expect(validator.remembered().vote?.vote).toEqual(given.vote);
  });

  it("stays with the later vote that it stored when others heard only an earlier one", async () => {
    const { given } = await voteOf(block1);
    const { validator, startUnasked, votes } = setup();
    await validator.propose(proposalOf(block1));
    await validator.propose(retryOf(closing()));
    const again = startUnasked();
    again.recall(answers([0, given], [1, given]));
    await again.propose(proposalOf(block1));
    expect(votes.map(({ round }) => round)).toEqual([0, 1]);
    await again.propose(retryOf(closing()));
    expect(votes[2]).toEqual(votes[1]);
  });

  it("says nothing of a vote that was given back until it has its block again", async () => {
    const { given } = await voteOf(block1);
    const validator = setup().startUnasked();
    validator.recall(answers([0, given]));
    expect(validator.remembered().vote).toBeUndefined();
    validator.certify(block1, certificateOf(block1));
    expect(validator.certified.number).toBe(1);
  });

  it("repeats a nil that another gives back, for whatever is proposed in that round", async () => {
    const { given } = await voteOf(bad1, { validate });
    expect(given).toMatchObject({ header: undefined, vote: { choice: { type: "Nil" } } });
    const { startUnasked, votes, store } = setup();
    const validator = startUnasked();
    validator.recall(answers([0, undefined], [1, given]));
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(rival1));
    expect(votes).toEqual([given.vote, given.vote]);
    expect([store.load().vote, store.listEvidence()]).toEqual([undefined, []]);
    await validator.propose(retryOf(closing()));
    expect(hashes(votes).at(-1)).toBe(headerHash(retry1));
  });

  it("votes at no height below a vote that was given back: it is certified already", async () => {
    const { given } = await voteOf(block2, {}, [block1]);
    const { startUnasked, votes } = setup();
    const validator = startUnasked();
    validator.recall(answers([0, undefined], [1, given], [3, undefined]));
    await validator.propose(proposalOf(rival1));
    expect(votes).toEqual([]);
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    expect(votes).toEqual([given.vote]);
  });

  it("counts what it cannot verify above the certified block as no answer, and what is below as one", async () => {
    const { given } = await voteOf(block1);
    const { startUnasked, votes } = setup({ startedMs: Number(blockTime(block2).timeMs) });
    const validator = startUnasked();
    const forged: SignedVote = { ...given, vote: { ...given.vote, signature: `0x${"11".repeat(65)}` } };
    const [other] = set.addresses as [Hex];
    const digest = commitmentDigest(genesisHash, commitmentOf(block1, set));
    const anothers = { ...given.vote, validator: other, signature: signEcdsa(secretOf(0), digest) };
    for (const lie of [forged, { ...given, header: rival1 }, { ...given, vote: anothers }]) {
      validator.recall(answers([0, lie], [1, lie], [3, lie]));
      await validator.propose(proposalOf(rival1));
    }
    expect(votes).toEqual([]);
    expect(validator.unasked()).toHaveLength(3);
    validator.certify(block1, certificateOf(block1));
    validator.recall(answers([0, forged], [1, given]));
    expect(validator.unasked()).toEqual([set.addresses[3]]);
  });

  it("that lost its votes abstains until a block newer than its start is certified without it", async () => {
    const { validator, votes, start } = setup({ startedMs: Number(blockTime(block2).timeMs) });
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    validator.certify(block2, certificateOf(block2));
    const block3 = makeBlock(block2);
    const block4 = makeBlock(block3);
    await validator.propose(proposalOf(block3));
    expect(votes).toEqual([]);
    validator.certify(block3, certificateOf(block3));
    await validator.propose(proposalOf(block4));
    expect(hashes(votes)).toEqual([headerHash(block4)]);
    const again = start();
    await again.propose(proposalOf(makeBlock(block4)));
    again.certify(block4, certificateOf(block4));
    await again.propose(proposalOf(block4)); // its turn comes after what waited
    expect(votes).toHaveLength(2);
  });

  it("keeps both seals of an author who sealed two blocks for one height and round", async () => {
    const { validator, store } = setup();
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(rival1));
    expect(store.listEvidence()).toEqual([{ number: 1, round: 0, first: block1, second: rival1 }]);
  });

  it("keeps no evidence of what no author sealed, of the same block or of a child of an undone one", async () => {
    const { validator, store } = setup({ isAuthored: (_, { header }) => header !== rival1 });
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(block1));
    await validator.propose(proposalOf(rival1));
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    await validator.propose(proposalOf(makeBlock(rival1)));
    expect(store.listEvidence()).toEqual([]);
  });

  it("does not vote for a block that was certified while it ran", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { validator, votes } = setup({ validate: () => promise });
    const proposed = validator.propose(proposalOf(block1));
    await Promise.resolve();
    validator.certify(block1, certificateOf(block1));
    resolve();
    await proposed;
    expect(votes).toEqual([]);
  });

  it("does not vote when it is not in the set", async () => {
    const { validator, votes } = setup({ key: makeValidatorKey(toHex(secretOf(9))) });
    await validator.propose(proposalOf(block1));
    expect(votes).toEqual([]);
  });

  it("does not vote once it is stopped", async () => {
    const { validator, votes } = setup();
    await validator[Symbol.asyncDispose]();
    await validator.propose(proposalOf(block1));
    expect(votes).toEqual([]);
  });

  it("refuses a certificate that does not hold, and stays where it is", () => {
    const { validator } = setup();
    const short = certify(genesisHash, set, block1, secretsOf([0, 1, 2, 3], [0, 1]));
    expect(() => validator.certify(block1, short)).toThrow(
      expect.objectContaining({ code: lightClientErrors.ShortQuorum.code }),
    );
    expect(validator.certified.number).toBe(0);
  });

  it("starts at the certificate it stored", async () => {
    const { validator, start } = setup();
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    expect(start().certified).toEqual({ number: 1, hash: headerHash(block1) });
  });

  it("starts at a certificate of a later set, by the changes it stored", async () => {
    const { validator, votes, start } = setup();
    const [second, third] = [makeSet(1n, [2, 3]), makeSet(2n, [2])];
    const change1 = makeBlock(genesis, { nextSet: second });
    const change2 = makeBlock(change1, { nextSet: third });
    const after = makeBlock(change2);
    const certifyBy = (of: ValidatorSet, header: Header, who: number[]) =>
      certify(genesisHash, of, header, secretsOf(who));
    validator.certify(change1, certificateOf(change1));
    validator.certify(change2, certifyBy(second, change2, [2, 3]));
    await validator.propose(proposalOf(after));
    expect(start().certified).toEqual({ number: 2, hash: headerHash(change2) });
    validator.certify(after, certifyBy(third, after, [2]));
    await validator.propose(proposalOf(makeBlock(after)));
    expect(start().certified).toEqual({ number: 3, hash: headerHash(after) });
    expect(votes.map(({ setId }) => setId)).toEqual([2n, 2n]);
  });
});
