import type { Hex } from "@pha/codec";
import { ethAddress, signEcdsa } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { type Freshness, FreshnessCount, freshnessDigest, type Place, placesOf } from "./freshness.ts";
import { makeNetwork, secretOf } from "./testing.ts";

const { genesisHash, set } = makeNetwork(4);
const nonce: Hex = `0x${"ab".repeat(32)}`;
const hash: Hex = `0x${"cd".repeat(32)}`;

function answer(validator: number, number: number, { setId = set.id, asked = nonce, genesis = genesisHash } = {}) {
  const said = { setId, number, hash };
  const secret = secretOf(validator);
  const [place] = placesOf([asked]) as [Place];
  const signature = signEcdsa(secret, freshnessDigest(genesis, place.root, said));
  return { ...said, place, validator: ethAddress(secret), signature } satisfies Freshness;
}

function height(...answers: Freshness[]): number | undefined {
  const count = new FreshnessCount({ genesisHash, set, nonce });
  for (const answer of answers) count.take(answer);
  return count.height;
}

attack("tell an enclave an old height as the newest, without a quorum", async ({ held }) => {
  await held("too few have answered", () => {
    expect(height(answer(0, 10), answer(1, 10))).toBeUndefined();
    expect(height(answer(0, 10), answer(1, 10), answer(1, 11))).toBeUndefined();
  });
  const third: Readonly<Record<string, Freshness>> = {
    "the answer is to another nonce": answer(2, 10, { asked: hash }),
    "the answer is for another network": answer(2, 10, { genesis: hash }),
    "the answer is of another set": answer(2, 10, { setId: 1n }),
    "the answer is of nobody in the set": answer(9, 10),
    "somebody changed the answer": { ...answer(2, 10), number: 11 },
    "the answer is in another's name": { ...answer(2, 10), validator: answer(3, 10).validator },
  };
  for (const [why, bad] of Object.entries(third))
    await held(why, () => expect(height(answer(0, 10), answer(1, 10), bad)).toBeUndefined());

  await held("two honest answers outvote a lie", () => {
    expect(height(answer(0, 10), answer(1, 12), answer(2, 11), answer(3, 4_000_000))).toBe(12);
    expect(height(answer(0, 10), answer(1, 12), answer(2, 1))).toBe(10);
  });
  await held("a validator's first answer counts alone", () => {
    expect(height(answer(0, 10), answer(1, 12), answer(2, 1), answer(2, 50))).toBe(10);
  });
});
