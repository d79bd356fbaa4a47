import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode, type Hex, toJson } from "@pha/codec";
import { keypairFromUri, recoverEthAddress } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import {
  type Certificate,
  commitmentDigest,
  commitmentOf,
  FreshnessCount,
  Header,
  headerHash,
  LightClient,
  makeCertificate,
  makeNilCertificate,
  nilDigest,
  Proposal,
  quorum,
  type Vote,
} from "@pha/light-client";
import { makeGenesis } from "@pha/runtime";
import { balances, chainSpecToJson, developmentValidators, immortal, signExtrinsic } from "@pha/runtime/spec";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { eventually, runtimeCode, testNats } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { type Relay, startRelay } from "./service.ts";
import { TestAuthor, testSpec } from "./testing/author.ts";

const code = await runtimeCode();
const genesis = makeGenesis(testSpec, code);
let nats: Awaited<ReturnType<typeof testNats>>;
let folder: string;

beforeAll(async () => {
  nats = await testNats();
  folder = mkdtempSync(join(tmpdir(), "relay-"));
  writeFileSync(join(folder, "runtime.mjs"), code);
  writeFileSync(join(folder, "spec.json"), JSON.stringify(chainSpecToJson(testSpec)));
});
afterAll(async () => {
  await nats[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

let opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.reverse()) await one[Symbol.asyncDispose]();
  opened = [];
});

/** A validator of the development network, its data in `run`. */
async function start(index: number, run: string): Promise<Relay> {
  const config = {
    port: 0,
    host: "127.0.0.1",
    natsUrl: nats.url,
    natsSeed: undefined,
    spec: join(folder, "spec.json"),
    code: join(folder, "runtime.mjs"),
    key: new Secret(developmentValidators[index]?.secret as Hex),
    dataDir: join(folder, run, String(index)),
  };
  const { signal } = new AbortController();
  const relay = await startRelay(config, { log: silentLog, metrics: createMetrics("relay"), signal });
  opened.push(relay);
  return relay;
}

/** The chain's side of the bus: proposals, certificates, and answers to those who missed some. */
class TestChain {
  readonly author = new TestAuthor(code);
  readonly set = { id: 0n, addresses: developmentValidators.map((key) => key.public) };
  readonly certified: { header: Header; certificate: Certificate }[] = [];
  readonly votes: Vote[] = [];
  readonly bus: Bus;
  open: Proposal | undefined;

  constructor(bus: Bus) {
    this.bus = bus;
    bus.subscribe(subjects.relayVote, {}, ({ value }) => void this.votes.push(value));
    bus.serve(subjects.finalizedGet, {}, ({ request: { from } }) =>
      this.certified
        .filter(({ header }) => header.number >= from)
        .map((block) => ({ ...block, messages: [], events: [], hasMore: false })),
    );
    bus.serve(subjects.blockGet, {}, ({ request: { number, offset } }) => {
      if (this.open?.header.number !== number) throw errors.NotChild();
      const bytes = encode(Proposal, this.open);
      return { hash: headerHash(this.open.header), total: bytes.length, bytes: bytes.subarray(offset) };
    });
  }

  propose(proposal: Proposal): void {
    this.open = proposal;
    this.bus.publish(subjects.blockProposed, {}, proposal);
  }

  votesFor(header: Header): Map<number, Hex> {
    const hash = headerHash(header);
    const digest = commitmentDigest(genesis.hash, commitmentOf(header, this.set));
    const votes = this.votes.filter(({ choice }) => choice.type === "Block" && choice.value === hash);
    for (const vote of votes) expect(recoverEthAddress(digest, vote.signature)).toBe(vote.validator);
    return new Map(votes.map((vote) => [this.set.addresses.indexOf(vote.validator), vote.signature]));
  }

  async finalize(header: Header, needed = quorum(4)): Promise<void> {
    const signatures = await eventually(() => {
      const votes = this.votesFor(header);
      return votes.size >= needed && votes;
    });
    const block = { header, certificate: makeCertificate(commitmentOf(header, this.set), this.set, signatures) };
    this.certified.push(block);
    this.open = undefined;
    this.bus.publish(subjects.blockFinalized, {}, { ...block, messages: [], events: [], hasMore: false });
  }
}

async function startChain(): Promise<TestChain> {
  const bus = await connectBus({ service: "chain", url: nats.url, log: silentLog });
  opened.push(bus);
  const chain = new TestChain(bus);
  await bus.flush();
  return chain;
}

const transfer = (nonce: number) => {
  const alice = keypairFromUri("//Alice", "sr25519");
  const dest = { type: "Id" as const, value: keypairFromUri("//Bob", "sr25519").accountId };
  const call = makeCall(balances, "transfer_keep_alive", { dest, value: 1_000_000_000_000n });
  return signExtrinsic(alice, call, { era: immortal, nonce, tip: 0n }, { genesisHash: genesis.hash });
};

describe("four validators", () => {
  it("finalize blocks that a light client accepts", async () => {
    const chain = await startChain();
    const relays = await Promise.all([0, 1, 2, 3].map((index) => start(index, "finalize")));
    const client = LightClient.fromGenesis(genesis.hash, genesis.header, genesis.validators);
    for (let nonce = 0; nonce < 3; nonce++) {
      const proposal = chain.author.advance([transfer(nonce)]);
      chain.propose(proposal);
      await chain.finalize(proposal.header, 4);
      const last = chain.certified.at(-1);
      client.accept(proposal.header, last?.certificate as Certificate);
    }
    expect(client.head.header.number).toBe(3);
    await eventually(() => relays.every(({ certified }) => certified.number === 3));
  });

  it("go on without one of them, which catches up when it is back and votes the same as before", async () => {
    const chain = await startChain();
    for (const index of [0, 1, 2]) await start(index, "restart");
    const late = await start(3, "restart");
    const first = chain.author.advance();
    chain.propose(first);
    await chain.finalize(first.header, 4);
    const before = chain.votesFor(first.header).get(3);
    await late[Symbol.asyncDispose]();

    for (let height = 2; height <= 4; height++) {
      const proposal = chain.author.advance();
      chain.propose(proposal);
      await chain.finalize(proposal.header);
    }
    const ofLate = () => chain.votes.filter(({ validator }) => validator === developmentValidators[3]?.public);
    expect(new Set(ofLate().map(({ number }) => number))).toEqual(new Set([1]));

    const again = await start(3, "restart");
    await eventually(() => again.certified.number === 4);
    chain.propose(first); // finalized long ago: no second vote
    const fifth = chain.author.advance();
    chain.propose(fifth);
    await chain.finalize(fifth.header, 4);
    expect(chain.votesFor(first.header).get(3)).toBe(before);
    expect(new Set(ofLate().map(({ signature }) => signature)).size).toBe(2);
  });

  it("give one whose folder is an older copy its vote back, which it repeats and does not contradict", async () => {
    const chain = await startChain();
    for (const index of [0, 1, 2]) await start(index, "older");
    const [live, copy] = [join(folder, "older", "3"), join(folder, "older", "copy")];
    const first = chain.author.advance();
    const before = await start(3, "older");
    chain.propose(first);
    await chain.finalize(first.header, 4);
    await before[Symbol.asyncDispose]();
    cpSync(live, copy, { recursive: true });

    const after = await start(3, "older");
    const [proposal, rival] = [chain.author.propose([transfer(0)]), chain.author.propose([])];
    chain.propose(proposal);
    await eventually(() => chain.votesFor(proposal.header).size === 4);
    const vote = chain.votesFor(proposal.header).get(3);
    await after[Symbol.asyncDispose]();
    rmSync(live, { recursive: true });
    cpSync(copy, live, { recursive: true });

    chain.votes.length = 0;
    const restored = await start(3, "older");
    const metrics = async () => (await fetch(`http://127.0.0.1:${restored.port}/metrics`)).text();
    chain.propose(rival);
    await eventually(async () => /^relay_votes_recalled_total.* 1$/m.test(await metrics()));
    chain.propose(rival);
    chain.propose(proposal);
    await eventually(() => chain.votesFor(proposal.header).size === 4);
    expect(chain.votesFor(proposal.header).get(3)).toBe(vote);
    expect(chain.votesFor(rival.header).size).toBe(0);
    await chain.finalize(proposal.header, 4);
  });

  it("close the round of an invalid block, finalize one of the next, and vote the same again", async () => {
    const chain = await startChain();
    await Promise.all([0, 1, 2, 3].map((index) => start(index, "nil")));
    const bad = chain.author.propose([], { header: (header) => ({ ...header, stateRoot: header.parentHash }) });
    chain.propose(bad);
    const nil = { number: 1, round: 0, setId: 0n };
    const nils = () => chain.votes.filter(({ choice }) => choice.type === "Nil");
    await eventually(() => nils().length >= 4);
    for (const vote of nils()) {
      expect(vote).toMatchObject({ ...nil, choice: { value: "relay.WrongHeader" } });
      expect(recoverEthAddress(nilDigest(genesis.hash, nil), vote.signature)).toBe(vote.validator);
    }
    const closed = makeNilCertificate(
      nil,
      chain.set,
      new Map(nils().map((vote) => [chain.set.addresses.indexOf(vote.validator), vote.signature])),
    );
    chain.propose(chain.author.propose([transfer(0)], { round: 1 })); // nothing opens that round
    chain.propose(bad);
    await eventually(() => nils().length >= 8);
    expect(new Set(chain.votes.map(({ round }) => round))).toEqual(new Set([0]));
    expect(new Set(nils().map(({ signature }) => signature)).size).toBe(4);

    const retry = { ...chain.author.advance([transfer(0)], { round: 1 }), closed };
    chain.propose(retry);
    await chain.finalize(retry.header, 4);
    expect(chain.certified.at(-1)?.certificate.round).toBe(1);
  });

  it("keep, report and serve the two seals of an author who sealed twice for one height and round", async () => {
    const chain = await startChain();
    const [{ port }] = await Promise.all([start(0, "evidence"), start(1, "evidence"), start(2, "evidence")]);
    const proposal = chain.author.propose([transfer(0)]);
    const rival = chain.author.propose([]);
    chain.propose(proposal);
    await eventually(() => chain.votesFor(proposal.header).size === 3);
    chain.propose(rival);
    chain.propose(proposal);
    await eventually(() => chain.votes.length >= 6);
    expect(new Set(chain.votes.map(({ signature }) => signature)).size).toBe(3);
    const evidence = await (await fetch(`http://127.0.0.1:${port}/v1/evidence`)).json();
    expect(evidence).toMatchObject([
      { number: 1, round: 0, first: toJson(Header, proposal.header), second: toJson(Header, rival.header) },
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/^relay_equivocations_total.* 1$/m);
  });

  it("sign their newest certified block for whoever shows a nonce, unless it is old", async () => {
    const chain = await startChain();
    await Promise.all([0, 1, 2].map((index) => start(index, "fresh")));
    const asker = await connectBus({ service: "gatekeeper", url: nats.url, log: silentLog });
    opened.push(asker);
    const nonce: Hex = `0x${"5a".repeat(32)}`;
    const ask = () =>
      Promise.all(
        chain.set.addresses
          .slice(0, 3)
          .map((validator) => asker.request(subjects.validatorFresh, { validator }, nonce).catch(() => [])),
      );
    const height = async () => {
      const count = new FreshnessCount({ genesisHash: genesis.hash, set: chain.set, nonce });
      for (const answer of (await ask()).flat()) count.take(answer);
      return count.height;
    };
    const old = chain.author.advance();
    chain.propose(old);
    await chain.finalize(old.header);
    const [validator] = chain.set.addresses as [Hex];
    const refusal = () => asker.request(subjects.validatorFresh, { validator }, nonce).catch(({ code }) => code);
    await eventually(async () => (await refusal()) === "light-client.Stale");

    chain.author.timeMs = BigInt(Date.now()) - 10_000n;
    const proposal = chain.author.advance();
    chain.propose(proposal);
    await chain.finalize(proposal.header);
    await eventually(async () => (await ask()).flat().length === 3 && (await height()) === 2);
  });

  it("refuses to start twice on one folder", async () => {
    await start(0, "twice");
    await expect(start(0, "twice")).rejects.toMatchObject({ code: errors.StoreLocked.code });
  });

  it("says what it lacks and what it serves", async () => {
    const chain = await startChain();
    const { port } = await start(0, "health");
    const ready = await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      return response.ok && response.json();
    });
    expect(ready).toMatchObject({ checks: { nats: "ok", chain: "ok" } });
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain("relay_certified_height");
    expect(chain.certified).toEqual([]);
  });
});
