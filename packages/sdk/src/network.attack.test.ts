import { fromJson, type Hex, type Json, toJson } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { storageKeys } from "@pha/frame";
import { Certificate, Header } from "@pha/light-client";
import { makeSet, secretOf } from "@pha/light-client/testing";
import { system } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { isVerificationError } from "./errors.ts";
import { connect, type Network } from "./network.ts";
import { breakSignature, forgeWitness, TestChain } from "./testing/test-chain.ts";

type Reply = { [key: string]: Json };

const alice = keypairFromUri("//Alice", "sr25519");
const other = () => new TestChain("khala");

const join = (chain: TestChain, options: { genesisHash?: Hex; maxAgeMs?: number } = {}): Promise<Network> =>
  connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs, genesisHash: chain.genesisHash, ...options });

/** Replies to a path are changed: `change` gets and gives the JSON object. */
function tamper(chain: TestChain, part: string, change: (reply: Reply) => Json): void {
  chain.tamper = (path, reply) => (path.includes(part) ? change(reply as Reply) : reply);
}

attack("show a client another genesis, or other first validators", async ({ refused, held }) => {
  const chain = new TestChain();
  await refused("sdk.UnknownGenesis", () => join(chain, { genesisHash: other().genesisHash }));
  tamper(chain, "genesis", (reply) => ({ ...reply, header: { ...(reply["header"] as object), number: 1 } }));
  await refused("sdk.UnknownGenesis", () => join(chain));
  tamper(chain, "genesis", (reply) => ({ ...reply, validators: forgeWitness(other().head.state, []) }));
  await held("proofs", async () => {
    const failure = await join(chain).catch((error: unknown) => error);
    expect(isVerificationError(failure)).toBe(true);
  });
});

attack("show a client a block without its validators' signatures", async ({ refused }) => {
  const chain = new TestChain();
  chain.append();
  const network = await join(chain);
  const recertify = (reply: Reply, positions?: readonly number[], genesis?: Hex) =>
    toJson(Certificate, chain.certify(fromJson(Header, reply["header"]), positions, genesis));
  const forgeries: readonly (readonly [code: string, change: (reply: Reply) => Json])[] = [
    ["BadSignature", (reply) => ({ ...reply, certificate: breakSignature(reply["certificate"] as Json) })],
    [
      "HeaderMismatch",
      (reply) => ({ ...reply, header: toJson(Header, { ...fromJson(Header, reply["header"]), number: 9 }) }),
    ],
    ["ShortQuorum", (reply) => ({ ...reply, certificate: recertify(reply, [0, 1]) })],
    ["BadSignature", (reply) => ({ ...reply, certificate: recertify(reply, undefined, `0x${"01".repeat(32)}`) })],
  ];
  for (const [code, change] of forgeries) {
    tamper(chain, "finality", change);
    await refused(`light-client.${code}`, () => network.head());
  }

  const strangers = [90, 91, 92, 93];
  const stranger = makeSet(1n, strangers);
  for (const [i, address] of stranger.addresses.entries()) chain.secrets.set(address, secretOf(strangers[i] as number));
  tamper(chain, "finality", (reply) => {
    const header = fromJson(Header, reply["header"]);
    return { ...reply, certificate: toJson(Certificate, chain.certifyAs(stranger, header)) };
  });
  await refused("light-client.UnknownSet", () => network.head());
});

attack("show a client a forged balance, or withhold it", async ({ refused, held }) => {
  const chain = new TestChain();
  chain.append();
  const network = await join(chain);
  const key = storageKeys(system).account.key(alice.accountId);
  const rich = new Map(chain.head.state).set(key, Uint8Array.of(1));
  tamper(chain, "proofs", (reply) => ({ ...reply, witness: forgeWitness(rich, [key]) }));
  await held("proofs", async () => {
    const failure = await network.account(alice.accountId).catch((error: unknown) => error);
    expect(isVerificationError(failure)).toBe(true);
  });
  tamper(chain, "proofs", (reply) => ({ ...reply, witness: forgeWitness(chain.head.state, []) }));
  await refused("light-client.NotProven", () => network.account(alice.accountId));
});

attack("keep a client in the past", async ({ refused }) => {
  const chain = new TestChain();
  chain.append();
  const network = await join(chain, { maxAgeMs: 20_000 });
  await network.session(alice);
  chain.nowMs += 20_001;
  await refused("light-client.Stale", () => network.session(alice));
});
