import type { Hex } from "@pha/codec";
import { type Header, headerHash } from "@pha/light-client";
import { makeSet, secretOf } from "@pha/light-client/testing";
import { expect, it } from "vitest";
import { TestChain } from "../testing/test-chain.ts";
import { openChain } from "./chain.ts";
import { Follower } from "./follower.ts";

async function follow(chain: TestChain, recover?: (digest: Uint8Array, signature: Hex) => Hex): Promise<Follower> {
  const face = openChain(chain.url, chain.fetch);
  const options = { maxAgeMs: 60_000, recover: recover as never, now: () => chain.nowMs };
  return new Follower(face, chain.genesisHash, await face.network.genesis({}), options);
}

it("moves on to a block that came with its certificate, and stays for one whose validators it does not know yet", async () => {
  const chain = new TestChain();
  const follower = await follow(chain);
  const { header, certificate } = chain.append();
  follower.advance({ header, certificate: certificate as never });
  expect(follower.head.header.number).toBe(1);

  const later = makeSet(1n, [90, 91, 92, 93]);
  for (const [i, address] of later.addresses.entries()) chain.secrets.set(address, secretOf(90 + i));
  const next = chain.append().header;
  follower.advance({ header: next, certificate: chain.certifyAs(later, next) });
  expect(follower.head.header.number).toBe(1);
});

it("remembers the newest thousand certified blocks at most", async () => {
  const chain = new TestChain();
  const { header, certificate } = chain.append();
  if (!certificate) throw new Error("the chain certifies its blocks");
  // What is remembered is counted, not what signatures are worth: each stands for its validator.
  const signers = new Map(
    certificate.signatures.map((signature, i) => [String(signature), chain.set.addresses[i] as Hex]),
  );
  const follower = await follow(chain, (_, signature) => signers.get(String(signature)) as Hex);
  const at = (number: number) => {
    const numbered: Header = { ...header, number };
    return { header: numbered, certificate: { ...certificate, number, blockHash: headerHash(numbered) } };
  };
  const asked = async (number: number) => {
    const before = chain.requests.length;
    await follower.certified(number).catch(() => {});
    return chain.requests.length > before;
  };
  for (let number = 1; number <= 1_024; number++) await follower.check(at(number));
  expect([await asked(1), await asked(1_024)]).toEqual([false, false]);
  await follower.check(at(1_025));
  expect([await asked(1), await asked(1_025)]).toEqual([true, false]);
});
