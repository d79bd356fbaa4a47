import { decode, type Hex, toHex } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import {
  commitmentDigest,
  commitmentOf,
  type Header,
  headerHash,
  errors as lightClientErrors,
  Proposal,
  type Vote,
} from "@pha/light-client";
import { certify, makeBlock, makeNetwork, secretOf, secretsOf } from "@pha/light-client/testing";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { makeTelemetry } from "../telemetry.ts";
import { makeValidator, type ValidatorParts } from "./validator.ts";
import { makeValidatorKey } from "./validator-key.ts";
import type { VoteRecord, VoteStore } from "./vote-store.ts";

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
});

/** A store in memory; what it holds survives the validator that wrote it. */
function memoryStore(log: string[]): VoteStore {
  let record: VoteRecord = { genesisHash, certified: undefined, vote: undefined };
  return {
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
  const start = () =>
    makeValidator({
      client: network.startClient(),
      key,
      store,
      validate: async () => {},
      send(vote) {
        log.push(`send ${vote.number}`);
        votes.push(vote);
      },
      telemetry: makeTelemetry(silentLog, createMetrics("relay")),
      ...parts,
    });
  return { log, votes, start, store, validator: start() };
}

const hashes = (votes: readonly Vote[]): Hex[] => votes.map((vote) => vote.blockHash);

describe("a validator", () => {
  it("signs the commitment of a valid child of the certified block", async () => {
    const { validator, votes } = setup();
    await validator.propose(proposalOf(block1));
    const digest = commitmentDigest(genesisHash, commitmentOf(block1, set));
    expect(votes).toMatchObject([{ number: 1, round: 0, setId: 0n, blockHash: headerHash(block1) }]);
    expect(votes.map((vote) => recoverEthAddress(digest, vote.signature))).toEqual([set.addresses[2]]);
    expect(votes[0]?.validator).toBe(set.addresses[2]);
  });

  it("stores vote, proposal and last certificate before it sends", async () => {
    const { validator, log, store } = setup();
    await validator.propose(proposalOf(block1));
    validator.certify(block1, certificateOf(block1));
    await validator.propose(proposalOf(block2));
    expect(log).toEqual(["store 1", "send 1", "store 2", "send 2"]);
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

  it("does not vote for a block that does not validate, and can vote for another then", async () => {
    const validate = async (_: Header, { header }: Proposal) => {
      if (header === rival1) throw errors.NotSealed();
    };
    const { validator, votes } = setup({ validate });
    await validator.propose(proposalOf(rival1));
    await validator.propose(proposalOf(block1));
    expect(hashes(votes)).toEqual([headerHash(block1)]);
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
});
