import { encode, type Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import type { Certificate } from "./certificate.ts";
import { LightClient, validatorSetKey } from "./client.ts";
import { genesisHeader, type Header, headerHash } from "./header.ts";
import type { Witness } from "./proven-state.ts";
import { certify as certifyOn, makeBlock, makeNetwork, makeSet, makeState, secretsOf } from "./testing.ts";
import { ValidatorSet } from "./validator-set.ts";

const all = [0, 1, 2, 3];
const network = makeNetwork(4, { "0x01": new Uint8Array([1]), "0x02": new Uint8Array() });
const { genesis, genesisHash, set: firstSet, startClient, state } = network;
const certify = (header: Header, set: ValidatorSet, secrets: ReadonlyMap<number, Uint8Array>, hash = genesisHash) =>
  certifyOn(hash, set, header, secrets);
const block1 = makeBlock(genesis);
const otherRound = certify(makeBlock(genesis, { round: 1 }), firstSet, secretsOf(all, all));
const good = certify(block1, firstSet, secretsOf(all, [0, 2, 3]));
const foreign: Hex = `0x${"11".repeat(32)}`;

const forgeries: readonly (readonly [code: string, forged: Certificate])[] = [
  ["ShortQuorum", certify(block1, firstSet, secretsOf(all, [0, 1]))], // too few signatures
  ["ShortQuorum", certify(block1, firstSet, new Map())], // no signature
  ["BadSignature", certify(block1, firstSet, secretsOf(all, all), foreign)], // those of another genesis
  ["UnknownSet", certify(block1, makeSet(1n, all), secretsOf(all, all))], // those of an unknown set
  ["BadSignature", certify(block1, firstSet, secretsOf([5, 6, 7, 8], all))], // strangers'
  ["HeaderMismatch", otherRound], // those of another round
  ["BadSignature", { ...good, signatures: signaturesAt(good, [0, 0, 2]) }], // one signer counted twice
  ["BadSignature", { ...good, signatures: [...signaturesAt(good, [0, 1]), ...signaturesAt(otherRound, [3])] }], // put together from two rounds
  ["BadSignature", { ...good, signatures: good.signatures.toReversed() }], // in another order
  ["BadSignature", { ...good, signatures: good.signatures.map((): Hex => `0x${"ff".repeat(65)}`) }], // no signatures
  ["BadSigners", { ...good, signers: new Uint8Array([0b1111]) }], // bits without signatures
  ["BadSigners", { ...good, signers: new Uint8Array([0b0001]) }], // signatures without bits
  ["BadSigners", { ...good, signers: new Uint8Array([0b10011]) }], // a signer beyond the set
  ["BadSigners", { ...good, signers: new Uint8Array([0b1101, 0]) }], // a longer bitfield
  ["BadSigners", { ...good, signers: new Uint8Array() }], // no bitfield
];

attack("certify a block without a quorum's signatures", async ({ refused }) => {
  for (const [code, forged] of forgeries) {
    const client = startClient();
    await refused(`light-client.${code}`, () => client.accept(block1, forged));
    expect(client.head.header).toBe(genesis);
  }
});

attack("certify a header and show another", async ({ refused }) => {
  const fields = ["number", "round", "blockHash", "stateRoot", "timeMs", "outboundRoot", "nextSetHash"] as const;
  for (const field of fields) {
    const value = good[field];
    const changed = typeof value === "string" ? foreign : typeof value === "bigint" ? value + 1n : value + 1;
    await refused("light-client.HeaderMismatch", () => startClient().accept(block1, { ...good, [field]: changed }));
  }
});

function signaturesAt({ signatures }: Certificate, places: readonly number[]): Hex[] {
  return places.map((place) => signatures[place] as Hex);
}

attack("start a client at a forged genesis", async ({ refused }) => {
  const start = (header: Header, witness: Witness, hash = genesisHash) =>
    LightClient.fromGenesis(hash, header, witness);
  const proven = state.witness([validatorSetKey]);
  await refused("light-client.WrongGenesis", () => start(genesisHeader(foreign), proven));
  await refused("light-client.WrongGenesis", () => start(block1, proven, headerHash(block1)));
  await refused("crypto.WrongRoot", () => start(genesis, stateWith(makeSet(0n, [9])).witness([validatorSetKey])));
  await refused("light-client.NotProven", () => start(genesis, state.witness(["0x01"])));
  for (const validators of [[1, 1], []]) {
    const bad = stateWith(makeSet(0n, validators));
    const header = genesisHeader(bad.root);
    await refused("light-client.BadValidatorSet", () =>
      start(header, bad.witness([validatorSetKey]), headerHash(header)),
    );
  }
});

attack("show a block again, or one that does not follow", async ({ refused }) => {
  const block2 = makeBlock(block1);
  const client = startClient();
  client.accept(block2, certify(block2, firstSet, secretsOf(all, all)));
  await refused("light-client.NotNewer", () => client.accept(block1, good));
  await refused("light-client.NotNewer", () => client.accept(block2, certify(block2, firstSet, secretsOf(all, all))));
  expect(client.head.header).toBe(block2);

  const behind = startClient();
  behind.accept(block1, good);
  const stranger = makeBlock({ ...block1, stateRoot: foreign });
  const certificate = certify(stranger, firstSet, secretsOf(all, all));
  await refused("light-client.HeaderMismatch", () => behind.accept(stranger, certificate));
  await refused("light-client.HeaderMismatch", () => startClient().accept(block2, good));
  const bare = { ...block1, digest: block1.digest.slice(1) };
  await refused("light-client.BadDigest", () => startClient().accept(bare, good));
});

attack("certify blocks with validators that are retired, or not yet in office", async ({ refused }) => {
  const second = makeSet(1n, [3, 4, 5, 6, 7], 3);
  const change = makeBlock(block1, { nextSet: second });
  const after = makeBlock(change);
  const byOld = (header: Header) => certify(header, firstSet, secretsOf(all, all));
  const byNew = (header: Header) => certify(header, second, secretsOf([3, 4, 5, 6, 7]));
  await refused("light-client.UnknownSet", () => startClient().accept(after, byNew(after)));

  const client = startClient();
  client.accept(change, byOld(change));
  await refused("light-client.UnknownSet", () => client.accept(after, byOld(after)));
  for (const header of [after, makeBlock(after)])
    await refused("light-client.SetNotInOffice", () => client.verify(header, byOld(header)));
  for (const header of [block1, change])
    await refused("light-client.SetNotInOffice", () => client.verify(header, byNew(header)));
  const skipping = makeBlock(block1, { nextSet: makeSet(2n, all) });
  await refused("light-client.BadSetChange", () => startClient().accept(skipping, byOld(skipping)));
});

attack("prove a value that the state does not have", async ({ refused }) => {
  const prove = (values: Witness["values"], proof: Uint8Array) => () => startClient().provenState({ values, proof });
  const proofOf = (...keys: Hex[]) => state.witness(keys).proof;
  await refused("light-client.ValueMismatch", prove([[Uint8Array.of(1), Uint8Array.of(2)]], proofOf("0x01")));
  await refused("light-client.ValueMismatch", prove([[Uint8Array.of(1), undefined]], proofOf("0x01")));
  await refused("light-client.ValueMismatch", prove([[Uint8Array.of(3), new Uint8Array()]], proofOf("0x03")));
  await refused("crypto.NotCovered", prove(state.witness(["0x01"]).values, proofOf("0x02")));
  const other = makeState({ "0x01": Uint8Array.of(1) }).witness(["0x01"]);
  await refused("crypto.WrongRoot", prove(other.values, other.proof));
  await refused("crypto.BadProof", prove([], Uint8Array.of(9, 9)));
});

function stateWith(set: ValidatorSet): ReturnType<typeof makeState> {
  return makeState({ [validatorSetKey]: encode(ValidatorSet, set) });
}
