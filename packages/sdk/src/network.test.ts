import { serviceErrors } from "@pha/api";
import { type Hex, type Json, toJson } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { readState, storageKeys, makeCall as tx } from "@pha/frame";
import { Certificate, Header, errors as lightErrors } from "@pha/light-client";
import { makeSet, secretOf } from "@pha/light-client/testing";
import { balances, beacon, PHA, sudo, system, validators } from "@pha/runtime/spec";
import { build } from "esbuild";
import { beforeEach, describe, expect, it } from "vitest";
import { Gatekeepers } from "./contracts/gatekeepers.ts";
import { Dev } from "./dev/dev.ts";
import { errors } from "./errors.ts";
import { connect, type Network } from "./network.ts";
import { problemResponse } from "./testing/serve-api.ts";
import { TestChain } from "./testing/test-chain.ts";

const alice = keypairFromUri("//Alice", "sr25519");
let chain: TestChain;

const join = (options: { genesisHash?: Hex; maxAgeMs?: number } = {}): Promise<Network> =>
  connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs, genesisHash: chain.genesisHash, ...options });

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

/** Replies to a path are changed: `change` gets and gives the JSON object. */
const tamper = (part: string, change: (reply: { [key: string]: Json }) => Json) => {
  chain.tamper = (path, reply) => (path.includes(part) ? change(reply as { [key: string]: Json }) : reply);
};

beforeEach(() => {
  chain = new TestChain();
});

describe("connecting", () => {
  it("says when nobody answers, when it is another service, and when that refuses", async () => {
    const reach = (fetch: () => Promise<Response>) => failureOf(connect({ chain: "http://nowhere.test/", fetch }));
    expect(await reach(() => Promise.reject(new TypeError("fetch failed")))).toSatisfy(errors.Unreachable.is);
    expect(await reach(async () => new Response("<html>"))).toSatisfy(errors.UnexpectedReply.is);
    expect(await reach(async () => new Response("no", { status: 502 }))).toSatisfy(errors.UnexpectedReply.is);
    expect(await reach(async () => Response.json({ hash: "0x" }))).toSatisfy(errors.UnexpectedReply.is);
  });
});

describe("a URL that is not a chain's", () => {
  const at = (openapi: () => Response) => async (url: string) =>
    url.endsWith("/openapi.json") ? openapi() : problemResponse(serviceErrors.RouteNotFound({ path: "/v1/genesis" }));
  const messageOf = async (openapi: () => Response) => {
    const error = await failureOf(connect({ chain: "http://nowhere.test", fetch: at(openapi) }));
    expect(error).toSatisfy(errors.NotAChain.is);
    return (error as Error).message;
  };

  it("is said to be none, with the service that is there when it tells", async () => {
    const gatekeeper = () => Response.json({ info: { title: "gatekeeper" } });
    expect(await messageOf(gatekeeper)).toContain("is not a chain's");
    expect(await messageOf(gatekeeper)).toContain("(url: http://nowhere.test, service: gatekeeper)");
    const silent = () => new Response("no", { status: 404 });
    expect(await messageOf(silent)).toContain("(url: http://nowhere.test)");
    for (const body of [null, {}, { info: 7 }, { info: { title: 7 } }])
      expect(await messageOf(() => Response.json(body))).toContain("(url: http://nowhere.test)");
  });

  it("is said to be none wherever a chain is asked, and a chain not to be a gatekeeper", async () => {
    const gatekeeper = at(() => Response.json({ info: { title: "gatekeeper" } }));
    const dev = new Dev("http://nowhere.test", gatekeeper);
    for (const work of [dev.seal(), dev.now(), dev.settled(`0x${"00".repeat(32)}`)])
      expect(await failureOf(work)).toMatchObject({ code: errors.NotAChain.code, data: { service: "gatekeeper" } });
    const asked = new Gatekeepers(
      ["http://nowhere.test"],
      at(() => Response.json({ info: { title: "chain" } })),
    );
    expect(await failureOf(asked.preferred.clusters.list())).toMatchObject({
      code: errors.NotAGatekeeper.code,
      data: { url: "http://nowhere.test", service: "chain" },
    });
  });

  it("is not what an older chain is told", async () => {
    const old = at(() => Response.json({ info: { title: "chain" } }));
    const error = await failureOf(connect({ chain: "http://nowhere.test", fetch: old }));
    expect(error).toSatisfy(serviceErrors.RouteNotFound.is);
  });
});

describe("the head", () => {
  it("is genesis before the first certificate, then the newest certified block", async () => {
    const network = await join();
    expect((await network.head()).header.number).toBe(0);
    for (let i = 0; i < 3; i++) chain.append();
    expect((await network.head()).hash).toBe(chain.head.certificate?.blockHash);
    expect(network.validators).toEqual(chain.set);
    expect(await network.bestNumber()).toBe(3);
    expect(await network.certified(2)).toMatchObject({ number: 2, signers: 4, validators: 4 });
    expect(await failureOf(network.certified(4))).toSatisfy(errors.CertificateMissing.is);
    const { header, certificate } = chain.blocks[1] as { header: Header; certificate: Certificate };
    const first = { number: 3, header: toJson(Header, header), certificate: toJson(Certificate, certificate) };
    tamper("finality/3", () => first);
    expect(await failureOf(network.certified(3))).toSatisfy(errors.CertificateMissing.is);
  });

  it("is asked for anew when a quarter of the age that it may have is over, and not before", async () => {
    chain.append();
    const network = await join({ maxAgeMs: 40_000 });
    const questions = () => chain.requests.filter((request) => request.endsWith("finality/finalized")).length;
    await network.session(alice);
    const first = questions();
    chain.nowMs += 10_000;
    await network.session(alice);
    expect(questions()).toBe(first);
    chain.nowMs += 1;
    await network.session(alice);
    expect(questions()).toBe(first + 1);
  });

  it("follows every change of the validators, however many blocks were missed", async () => {
    const network = await join();
    for (const id of [1, 2, 3]) {
      for (let i = 0; i < id; i++) chain.append();
      changeValidators([10 * id, 10 * id + 1, 10 * id + 2, 10 * id + 3]);
      chain.append();
    }
    for (let i = 0; i < 4; i++) chain.append();
    expect((await network.head()).header.number).toBe(chain.head.header.number);
    expect(network.validators.id).toBe(3n);
  });

  it("is moved on by a block of validators that it does not know yet", async () => {
    chain.append();
    const network = await join();
    await network.head();
    changeValidators([10, 11, 12, 13]);
    chain.append();
    const { number } = chain.head.header;
    expect(await network.certified(number)).toMatchObject({ number, signers: 4 });
    expect(network.validators.id).toBe(1n);
  });

  it("believes validators about the blocks of their office alone, also what they said before they were retired", async () => {
    chain.append();
    const network = await join();
    const first = chain.set;
    const fake = (number: number) => ({ ...chain.head.header, number, parentHash: `0x${"0f".repeat(32)}` }) as const;
    const forged = (number: number) =>
      tamper(`finality/${number}`, (reply) => {
        const header = fake(number);
        return { ...reply, number, header: toJson(Header, header), certificate: forgedBy(first, header) };
      });
    const forgedBy = (set: typeof first, header: Header) => toJson(Certificate, chain.certifyAs(set, header));
    changeValidators([10, 11, 12, 13]);
    chain.append();
    chain.append();
    forged(3);
    // Before the client knows of the change, the old set is all that it can judge by.
    expect(await network.certified(3)).toMatchObject({ number: 3 });
    chain.tamper = (_, reply) => reply;
    await network.head();
    expect(network.validators.id).toBe(1n);
    forged(3);
    expect(await failureOf(network.certified(3))).toSatisfy(lightErrors.SetNotInOffice.is);
    chain.tamper = (_, reply) => reply;
    expect(await network.certified(2)).toMatchObject({ signers: 4 });
  });
});

describe("reading", () => {
  it("gives proven values, balances and events", async () => {
    chain.append();
    const network = await join();
    expect(await network.read((state) => readState(balances, state).totalIssuance.get())).toBe(10n ** 9n * PHA);
    expect((await network.account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")).data.free).toBe(10n ** 7n * PHA);
    expect((await network.account(`0x${"77".repeat(32)}`)).data.free).toBe(0n);
    expect(await network.events(1)).toEqual([]);
  });

  it("gives the beacon's newest round, proven, and none before the first", async () => {
    chain.append();
    const network = await join();
    expect(await network.beacon()).toBeUndefined();
    const seed: Hex = `0x${"5e".repeat(32)}`;
    const signed = { round: 7n, generation: 1, at: 420, signature: `0x${"c0".repeat(48)}`, seed } as const;
    chain.append([], (of) => of(beacon).last.put(signed));
    expect(await network.beacon()).toEqual(signed);
    const honest = chain.fetch;
    const forging = await connect({
      chain: chain.url,
      genesisHash: chain.genesisHash,
      now: () => chain.nowMs,
      fetch: async (url, init) => {
        const reply = await honest(url, init);
        return url.includes("proofs") ? new Response((await reply.text()).replaceAll("5e5e", "5f5f"), reply) : reply;
      },
    });
    expect(await failureOf(forging.beacon())).toSatisfy(lightErrors.ValueMismatch.is);
  });

  it("reads many keys with one proof", async () => {
    chain.append();
    const network = await join();
    await network.head();
    chain.requests.length = 0;
    const keys = Array.from({ length: 100 }, (_, i): Hex => `0x${String(i).padStart(64, "0")}`);
    await network.read((state) => keys.map((key) => readState(system, state).account.get(key).nonce));
    expect(chain.requests.filter((request) => request.includes("proofs"))).toHaveLength(1);
  });
});

describe("a map's entries", () => {
  beforeEach(() => chain.run(alice, tx(system, "remark", { remark: new Uint8Array() })));

  it("come page by page, each once, proven, typed by their spec", async () => {
    const network = await join();
    const seen: string[] = [];
    for (let after: Hex | undefined; ; ) {
      const page = await network.entries(system, "account", { limit: 3, ...(after && { after }) });
      for (const {
        keys: [account],
        value,
      } of page.entries) {
        expect(await network.account(account)).toEqual(value);
        seen.push(account);
      }
      if (page.next === undefined) break;
      expect(page.entries).toHaveLength(3);
      after = page.next;
    }
    expect(seen).toContain(alice.accountId);
    expect(new Set(seen).size).toBe(seen.length);
    const { entries } = await network.entries(system, "account", { keys: [alice.accountId] });
    expect(entries.map(({ keys }) => keys)).toEqual([[alice.accountId]]);
  });

  it("of another map, in another order, or with another value are not taken", async () => {
    const network = await join();
    const ofAlice = storageKeys(system).account.key(alice.accountId);
    const say = (change: (entries: Json[]) => Json[]) =>
      tamper("/v1/entries", (reply) => ({ ...reply, entries: change(reply["entries"] as Json[]) }));
    say((entries) => entries.toReversed());
    expect(await failureOf(network.entries(system, "account"))).toSatisfy(errors.UnexpectedReply.is);
    say((entries) => entries.map((entry) => ({ ...(entry as object), storageKey: "0x3a636f6465" })));
    expect(await failureOf(network.entries(system, "account"))).toSatisfy(errors.UnexpectedReply.is);
    say((entries) => entries.map((entry) => ({ ...(entry as object), value: { free: "1" } })));
    const { entries } = await network.entries(system, "account", { keys: [alice.accountId] });
    expect(entries).toEqual([{ keys: [alice.accountId], value: await network.account(alice.accountId) }]);
    say(() => [{ keys: [], storageKey: `${ofAlice}00`, value: null }]);
    expect((await network.entries(system, "account")).entries).toEqual([]);
    for (const keys of [[7], [alice.accountId, 1]])
      expect(await failureOf(network.entries(system, "account", { keys }))).toSatisfy(errors.BadParameter.is);
    expect(await failureOf(network.entries(system, "acount" as "account"))).toMatchObject({
      code: errors.BadParameter.code,
      data: { parameter: "item", expected: expect.stringContaining("account, ") },
    });
  });
});

it("bundles for browsers into one module without imports", async () => {
  const entryPoints = [`${import.meta.dirname}/index.ts`];
  const options = { bundle: true, write: false, metafile: true, format: "esm", platform: "neutral" } as const;
  const { metafile } = await build({ ...options, entryPoints, mainFields: ["module", "main"], logLevel: "silent" });
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
});

function rememberSecrets(indices: readonly number[]): void {
  const { addresses } = makeSet(0n, indices);
  for (const [i, address] of addresses.entries()) chain.secrets.set(address, secretOf(indices[i] as number));
}

function changeValidators(indices: readonly number[]): void {
  rememberSecrets(indices);
  const appointed = makeSet(0n, indices).addresses.map((address) => ({ address, operator: alice.accountId }));
  chain.run(alice, tx(sudo, "sudo", { call: tx(validators, "set_validators", { validators: appointed }) }));
}
