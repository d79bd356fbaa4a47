import type { Hex } from "@pha/codec";
import { ethAddress, signEcdsa } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
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

attack("tell an enclave an old height as the newest, without a quorum", async ({ refused, held }) => {
  const short = "light-client.ShortQuorum";
  await refused(short, () => height(answer(0, 10), answer(1, 10)));
  await refused(short, () => height(answer(0, 10), answer(1, 10), answer(1, 11)));
  const third: readonly Freshness[] = [
    answer(2, 10, { asked: hash }), // to another nonce
    answer(2, 10, { genesis: hash }), // for another network
    answer(2, 10, { setId: 1n }), // of another set
    answer(9, 10), // of nobody in the set
    { ...answer(2, 10), number: 11 }, // that somebody changed
    { ...answer(2, 10), validator: answer(3, 10).validator }, // in another's name
  ];
  for (const bad of third) await refused(short, () => height(answer(0, 10), answer(1, 10), bad));

  await held("two honest answers outvote a lie", () => {
    expect(height(answer(0, 10), answer(1, 12), answer(2, 11), answer(3, 4_000_000))).toBe(12);
    expect(height(answer(0, 10), answer(1, 12), answer(2, 1))).toBe(10);
  });
  await held("a validator's first answer counts alone", () => {
    expect(height(answer(0, 10), answer(1, 12), answer(2, 1), answer(2, 50))).toBe(10);
  });
});
