import { concat, fromHex, type Hex, toHex, u32be, u64be, utf8 } from "@pha/codec";
import { ethAddress, keccak256, signEcdsa } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { type Freshness, freshHeight, freshnessDigest } from "./freshness.ts";
import { makeNetwork, secretOf } from "./testing.ts";

const { genesisHash, set } = makeNetwork(4);
const nonce: Hex = `0x${"ab".repeat(32)}`;
const hash: Hex = `0x${"cd".repeat(32)}`;

function answer(validator: number, number: number, { setId = set.id, asked = nonce, genesis = genesisHash } = {}) {
  const said = { setId, number, hash };
  const secret = secretOf(validator);
  const signature = signEcdsa(secret, freshnessDigest(genesis, asked, said));
  return { ...said, validator: ethAddress(secret), signature } satisfies Freshness;
}

const height = (...answers: Freshness[]) => freshHeight(genesisHash, set, nonce, answers);
const short = expect.objectContaining({ code: errors.ShortQuorum.code });

describe("freshness", () => {
  it("is signed over label, genesis, nonce, set id, number and hash", () => {
    const bytes = concat(
      utf8("phala/fresh/v1"),
      fromHex(genesisHash),
      fromHex(nonce),
      u64be(3n),
      u32be(7),
      fromHex(hash),
    );
    expect(toHex(freshnessDigest(genesisHash, nonce, { setId: 3n, number: 7, hash }))).toBe(toHex(keccak256(bytes)));
  });
});
