import type { Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import type { Certificate } from "./certificate.ts";
import type { Header } from "./header.ts";
import { certify as certifyOn, makeBlock, makeNetwork, makeSet, secretsOf } from "./testing.ts";
import type { ValidatorSet } from "./validator-set.ts";

const all = [0, 1, 2, 3];
const { genesis, genesisHash, set: firstSet, startClient } = makeNetwork(4);
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
