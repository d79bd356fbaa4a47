import type { Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { type NilCommitment, nilDigest } from "./commitment.ts";
import { errors } from "./errors.ts";
import { makeNilCertificate, type NilCertificate, verifyNilCertificate } from "./nil-certificate.ts";
import { certify, makeBlock, makeNetwork, secretsOf } from "./testing.ts";

const all = [0, 1, 2, 3];
const { genesis, genesisHash, set, startClient } = makeNetwork(4);
const statement: NilCommitment = { number: 2, round: 1, setId: 0n };

/** What validators at these positions of 0 … 3 say of a round. */
function refuse(said: NilCommitment, positions = [0, 1, 3], network = genesisHash) {
  const digest = nilDigest(network, said);
  const secrets = [...secretsOf(all, positions)];
  return makeNilCertificate(said, set, new Map(secrets.map(([at, secret]) => [at, signEcdsa(secret, digest)])));
}
const good = refuse(statement);

function refusal(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a certificate that closes a round", () => {
  it("holds by a quorum of the set in office", () => {
    verifyNilCertificate(genesisHash, set, good);
    verifyNilCertificate(genesisHash, { ...set, from: 2, to: 2 }, good);
  });

  const other: Hex = `0x${"11".repeat(32)}`;
  it.each<[what: string, certificate: NilCertificate, error: keyof typeof errors]>([
    ["too few signatures", refuse(statement, [0, 1]), "ShortQuorum"],
    ["signatures for another network", refuse(statement, all, other), "BadSignature"],
    ["signatures for another height", { ...good, number: 3 }, "BadSignature"],
    ["signatures for another round", { ...good, round: 2 }, "BadSignature"],
    ["signatures as another set", { ...refuse({ ...statement, setId: 1n }), setId: 0n }, "BadSignature"],
    ["the name of another set", refuse({ ...statement, setId: 1n }), "UnknownSet"],
  ])("does not hold with %s", (_, certificate, error) => {
    expect(refusal(() => verifyNilCertificate(genesisHash, set, certificate))).toSatisfy(errors[error].is);
  });

  it.each([
    ["retired", { ...set, to: 1 }],
    ["not yet in office", { ...set, from: 3 }],
  ])("is nothing of a set that is %s", (_, bounded) => {
    expect(refusal(() => verifyNilCertificate(genesisHash, bounded, good))).toSatisfy(errors.SetNotInOffice.is);
  });

  it("closes a round of the next height alone", () => {
    const client = startClient();
    expect(refusal(() => client.requireClosed(good))).toSatisfy(errors.HeaderMismatch.is);
    const block1 = makeBlock(genesis);
    client.accept(block1, certify(genesisHash, set, block1, secretsOf(all)));
    client.requireClosed(good);
    expect(refusal(() => client.requireClosed(refuse({ ...statement, number: 1 })))).toSatisfy(
      errors.HeaderMismatch.is,
    );
    expect(refusal(() => client.requireClosed(refuse(statement, [0, 1])))).toSatisfy(errors.ShortQuorum.is);
  });
});
