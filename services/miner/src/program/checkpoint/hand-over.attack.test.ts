import { decode, encode, type Hex, toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import {
  type HandOverRequest,
  makeSession,
  openHandOver,
  SignedHandOverRequest,
  sealHandOver,
  signHandOverRequest,
} from "@pha/program-kit";
import { enrol } from "@pha/program-kit/testing";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeEach, expect, vi } from "vitest";
import { type Member, TwoMembers } from "../testing/two-members.ts";
import { startPool, word } from "../testing.ts";
import { type Head, type Item, Part } from "./form.ts";
import { checkpointParts } from "./write.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const [givers, askers] = await Promise.all([startPool(), startPool()]);
afterAll(() => Promise.all([givers, askers].map((pool) => pool[Symbol.asyncDispose]())));

let both: TwoMembers;
let giver: Member;
let asker: Member;
beforeEach(async () => {
  both = await TwoMembers.start(givers, askers);
  ({ giver, asker } = both);
});

type Changed = (part: { head: Head | undefined; items: readonly Item[] }) => {
  head?: Head | undefined;
  items?: readonly Item[];
};

/** Has the giver's enclave lie: it changes what it gives, and signs that. */
function lie(change: Changed): void {
  const genesis = both.chain.ledger.genesisHash;
  both.chain.handOver = async (_, bytes) => {
    const signed = decode(SignedHandOverRequest, bytes);
    const { hpkeSecret, hpkeKey } = asker.core.session;
    const given = openHandOver(primitives, genesis, hpkeSecret, signed, await giver.state.give(signed));
    const part = decode(Part, given);
    const giving = { primitives, genesis, sign: giver.core.signAsIdentity };
    return sealHandOver(giving, hpkeKey, signed, encode(Part, { ...part, ...change(part) }));
  };
}

const inHead =
  (changes: Partial<Head>): Changed =>
  ({ head }) => ({ head: head && { ...head, ...changes } });

const lies: readonly (readonly [what: string, code: string, change: Changed])[] = [
  ["a state without an entry", "miner.CheckpointDamaged", ({ items }) => ({ items: items.slice(1) })],
  ["a receipt less", "miner.CheckpointDamaged", ({ items }) => ({ items: items.slice(0, -1) })],
  ["another root", "miner.CheckpointDamaged", inHead({ root: word(9) })],
  ["another contract", "miner.CheckpointDamaged", inHead({ contract: word(9) })],
  ["another height", "miner.CheckpointContradicted", inHead({ height: 5 })],
  ["more room than the ledger gives", "miner.CheckpointContradicted", inHead({ mostBytes: 1 << 24 })],
  ["less room than every contract has", "miner.CheckpointContradicted", inHead({ mostBytes: 1_024 })],
  [
    "a key epoch that begins otherwise",
    "miner.CheckpointContradicted",
    inHead({ epochs: [{ epoch: 0, codeHash: word(1), from: 3, until: undefined }] }),
  ],
  ["other code", "miner.CheckpointContradicted", inHead({ codeHash: word(9) })],
  ["no key epoch", "miner.CheckpointDamaged", inHead({ epochs: [] })],
  ["a constructor that failed", "miner.CheckpointContradicted", inHead({ broken: { code: "no", message: "" } })],
];

attack(
  "have a new worker go on from another state than was agreed on, as a member whose enclave is broken",
  async ({ refused }) => {
    for (const [what, code, change] of lies) {
      both = await TwoMembers.start(givers, askers);
      ({ giver, asker } = both);
      lie(change);
      await both.take(asker, both.steps);
      await refused(code, () => ({ code: asker.logged.at(-1) }));
      expect(asker.logged, what).toEqual(["miner.CheckpointRefused", code]);
      expect(asker.state.counts, what).toMatchObject({ executed: 6n, received: 0 });
      expect(both.tagOf(asker), what).toBe(both.tagOf(giver));
    }
  },
);

attack("pass an older state off as the one that was agreed on, whole and with its own root", async ({ refused }) => {
  const hosted = giver.state.contracts.get(both.id) ?? expect.fail();
  const old = hosted.points.at(5) ?? expect.fail();
  const part = checkpointParts(hosted, { ...old, height: 6 }).next().value ?? expect.fail();
  both.chain.handOver = async (_, bytes) => {
    const giving = { primitives, genesis: both.chain.ledger.genesisHash, sign: giver.core.signAsIdentity };
    return sealHandOver(giving, asker.core.session.hpkeKey, decode(SignedHandOverRequest, bytes), part);
  };
  await both.take(asker, both.steps);
  await refused("miner.CheckpointContradicted", () => ({ code: asker.logged.at(-1) }));
  expect(both.tagOf(asker)).toBe(both.tagOf(giver));
});

attack(
  "have a worker call a state by a wrong tag afterwards, as a member whose enclave is broken",
  async ({ held }) => {
    lie(inHead({ tag: word(9) }));
    await both.take(asker, both.steps);
    await held("tags are computed, not taken", () => {
      expect(asker.state.counts.received).toBe(1);
      expect(asker.state.contracts.get(both.id)?.points.at(6)?.tag).toBe(both.tagOf(giver));
    });
  },
);

attack("answer in a member's place, as its host or whoever is on NATS", async ({ refused }) => {
  const honest = both.chain.handOver;
  const first = await honest(giver.core.identity, signedBy({}));
  const answers = [
    async () => first,
    async () => new Uint8Array(99),
    async (to: Hex, bytes: Uint8Array) => (await honest(to, bytes)).map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
  ];
  const codes = ["program.NotTheGivers", "codec.TrailingBytes", "crypto.Undecryptable"];
  for (const answer of answers) {
    const fresh = both.join(askers);
    both.admit([giver, fresh]);
    both.block();
    await both.take(giver, both.steps);
    both.chain.handOver = answer;
    await both.take(fresh, both.steps);
    await refused(codes, () => ({ code: fresh.logged.at(-1) }));
    expect(both.tagOf(fresh)).toBe(both.tagOf(giver));
  }
});

/** A request of the new worker, but for some fields, as SCALE. */
function signedBy(changes: Partial<HandOverRequest>, session = asker.core.session): Uint8Array {
  const request = {
    ...{ giver: giver.core.identity, asker: asker.core.identity, nonce: toHex(primitives.randomBytes(16)) },
    ...{ contract: both.id, height: 6, part: 0 },
    ...changes,
  };
  return encode(SignedHandOverRequest, signHandOverRequest(both.chain.ledger.genesisHash, request, session.sign));
}

const give = (bytes: Uint8Array) => giver.state.give(decode(SignedHandOverRequest, bytes));
const forbidden = "miner.HandOverRefused";

attack("get a contract's state without being a member of its cluster, or as its host", async ({ refused }) => {
  const stranger = both.join(askers);
  both.block();
  await both.take(giver, both.steps);
  await refused(forbidden, () => give(signedBy({ asker: stranger.core.identity }, stranger.core.session)));
  await refused(forbidden, () => give(signedBy({ asker: word(9) })));
  await refused(forbidden, () => give(signedBy({}, makeSession(primitives))));
  await refused(forbidden, () => give(signedBy({ giver: asker.core.identity })));
  const signed = decode(SignedHandOverRequest, signedBy({}));
  const others = { ...signed, request: { ...signed.request, height: 5 } };
  await refused(forbidden, () => giver.state.give(others));
});

attack("get a contract's state as a member that counts no more", async ({ refused }) => {
  await give(signedBy({}));
  const after = async (change: () => void) => {
    change();
    both.block();
    await both.take(giver, both.steps);
  };
  await after(() => both.allow([]));
  await refused(forbidden, () => give(signedBy({})));
  both = await TwoMembers.start(givers, askers);
  ({ giver, asker } = both);
  await after(() => enrol(both.chain.ledger, asker.core, { session: { signKey: word(8), hpkeKey: word(7) } }));
  await refused(forbidden, () => give(signedBy({})));
  await after(() => both.admit([giver]));
  await refused(forbidden, () => give(signedBy({})));
});

attack("get a state from a member that is kept in the past", async ({ refused }) => {
  giver.core.lease.end();
  await refused("miner.LeaseExpired", () => give(signedBy({})));
});

attack(
  "end others' transfers, or have parts made again and again, by requests that were heard",
  async ({ refused }) => {
    const nonce = toHex(primitives.randomBytes(16));
    const heard = signedBy({ nonce });
    await give(heard);
    await give(heard); // the last part once more: it may have been lost
    await refused("miner.CheckpointMissing", () => give(signedBy({ nonce, part: 2 })));
    await refused("miner.CheckpointMissing", () => give(signedBy({ nonce, part: 1 }))); // behind the last one
    for (let i = 0; i < 16; i++) await give(signedBy({}));
    await refused("miner.CheckpointMissing", () => give(heard));
    expect(giver.state.counts.given).toBe(17);
  },
);
