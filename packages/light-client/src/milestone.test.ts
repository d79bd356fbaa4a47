import { decode, encode } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Certificate } from "./certificate.ts";
import { LightClient } from "./client.ts";
import type { Header } from "./header.ts";
import { Milestone } from "./milestone.ts";
import { certify, makeBlock, makeNetwork, makeSet, secretsOf } from "./testing.ts";
import type { ValidatorSet } from "./validator-set.ts";

const coded = (code: string) => expect.objectContaining({ code });
const network = makeNetwork(2);
const { genesis, genesisHash } = network;

interface Block {
  readonly header: Header;
  readonly certificate: Certificate;
  readonly endsSet: boolean;
}

/** A finalized chain, of which some blocks announce another set of two validators. */
function makeChain(changes: readonly boolean[]): readonly Block[] {
  let parent: Header = genesis;
  let set: ValidatorSet = network.set;
  let validators = [0, 1];
  return changes.map((endsSet, i) => {
    const next = endsSet ? [i + 2, i + 3] : validators;
    const nextSet = makeSet(set.id + 1n, next, i + 2);
    const header = makeBlock(parent, endsSet ? { nextSet } : {});
    const certificate = certify(genesisHash, set, header, secretsOf(validators));
    [parent, set, validators] = [header, endsSet ? nextSet : set, next];
    return { header, certificate, endsSet };
  });
}

const follow = (client: LightClient, blocks: readonly Block[]): LightClient => {
  for (const { header, certificate } of blocks) client.accept(header, certificate);
  return client;
};
/** The last block of each set, and the newest of all. */
const pathOf = (blocks: readonly Block[]) => blocks.filter(({ endsSet }, i) => endsSet || i === blocks.length - 1);
const again = (client: LightClient) =>
  LightClient.fromMilestone(genesisHash, decode(Milestone, encode(Milestone, client.milestone)));
const stateOf = ({ genesisHash, head, validators }: LightClient) => ({ genesisHash, head, validators });

it("a client that goes on from a milestone, or by the blocks that changed the validators, is where one is that read all (property)", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), fc.nat(11), (changes, n) => {
      const chain = makeChain(changes);
      const at = n % (chain.length + 1);
      const whole = stateOf(follow(network.startClient(), chain));
      expect(stateOf(follow(network.startClient(), pathOf(chain)))).toEqual(whole);
      const before = follow(network.startClient(), chain.slice(0, at));
      expect(stateOf(follow(again(before), chain.slice(at)))).toEqual(whole);
      expect(stateOf(follow(again(before), pathOf(chain.slice(at))))).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

it("a set change that is left out is noticed, from a milestone as from genesis", () => {
  const [first, change, last] = makeChain([false, true, false]) as [Block, Block, Block];
  for (const client of [network.startClient(), again(follow(network.startClient(), [first]))]) {
    expect(() => follow(client, [last])).toThrowError(coded("light-client.UnknownSet"));
    expect(follow(client, [change, last]).head.header.number).toBe(3);
  }
});

it("what retired validators certify, or those of another network, is refused behind a milestone", () => {
  const [, change] = makeChain([false, true]) as [Block, Block];
  const client = again(follow(network.startClient(), [change]));
  const forged = makeBlock(change.header);
  const byRetired = certify(genesisHash, network.set, forged, secretsOf([0, 1]));
  expect(() => client.accept(forged, byRetired)).toThrowError(coded("light-client.UnknownSet"));
  const elsewhere = `0x${"0b".repeat(32)}` as const;
  const set = makeSet(1n, [3, 4], 3);
  const foreign = certify(elsewhere, set, forged, secretsOf([3, 4]));
  expect(() => client.accept(forged, foreign)).toThrowError(coded("light-client.BadSignature"));
  expect(client.head.header.number).toBe(2);
});

it("a milestone of another genesis, or without validators, is none", () => {
  const { milestone } = network.startClient();
  const elsewhere = `0x${"0b".repeat(32)}` as const;
  expect(() => LightClient.fromMilestone(elsewhere, milestone)).toThrowError(coded("light-client.WrongGenesis"));
  const empty = { ...milestone, set: { ...milestone.set, addresses: [] } };
  expect(() => LightClient.fromMilestone(genesisHash, empty)).toThrowError(coded("light-client.BadValidatorSet"));
});
