import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ground, key, openGround, sign } from "@pha/chain/testing";
import { fromHex, type Hex } from "@pha/codec";
import { ethAddress } from "@pha/crypto";
import { recoverEthAddress } from "@pha/crypto/node";
import { type Call, makeCall } from "@pha/frame";
import { type Certificate, commitmentDigest, type Header, LightClient, validatorSetKey } from "@pha/light-client";
import { type Child, freePort, startProcess } from "@pha/local-infra";
import { developmentValidators, sudo, system, validators } from "@pha/runtime/spec";
import { eventually, nextRuntimeCode } from "@pha/testkit";
import { connect, type NatsConnection } from "nats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
/** How far the author runs ahead of finality. */
const MAX_AHEAD = 64;
const slow = { withinMs: 120_000 };
/** The fifth is nobody's that genesis names. */
const secrets: readonly Hex[] = [...developmentValidators.map(({ secret }) => secret), `0x${"5e".repeat(32)}`];
const addresses = secrets.map((secret) => ethAddress(fromHex(secret)));

const opened = new AsyncDisposableStack();
let ground: Ground;
let folder: string;
let chain: Awaited<ReturnType<Ground["start"]>>;
let nats: NatsConnection;
const processes = new Map<number, Child>();
const codeAskedFor: string[] = [];
const announced: string[] = [];

beforeAll(async () => {
  ground = opened.use(await openGround({ blockTimes: { minimumMs: 1, gatherMs: 0, idleMs: 1 } }));
  folder = await mkdtemp(join(tmpdir(), "validators-"));
  opened.defer(() => rm(folder, { recursive: true }));
  nats = await connect({ servers: ground.config.natsUrl });
  opened.defer(() => nats.close());
  nats.subscribe("chain.v1.code.get", { callback: (_, { subject }) => void codeAskedFor.push(subject) });
  nats.subscribe("chain.v1.block.announced", { callback: (_, { subject }) => void announced.push(subject) });
  chain = opened.use(await ground.start());
  opened.defer(async () => void (await Promise.all([...processes.keys()].map(stop))));
  await Promise.all([0, 1, 2, 3].map(start));
  await grown(MAX_AHEAD + 10); // whoever comes too late for the first block abstains until a newer one than its start
});
afterAll(() => opened.disposeAsync());

/** Starts a validator as a process of its own; it serves once it has caught up. */
async function start(index: number): Promise<void> {
  const port = await freePort();
  const { natsUrl, spec, code } = ground.config;
  const env = {
    NODE_COMPILE_CACHE: join(root, ".data", "cache", "v8"),
    RELAY_PORT: String(port),
    RELAY_NATS_URL: natsUrl,
    RELAY_SPEC: spec,
    RELAY_CODE: code,
    RELAY_KEY: secrets[index] as Hex,
    RELAY_DATA_DIR: join(folder, String(index)),
  };
  const file = join(root, "services/relay/src/main.ts");
  const healthUrl = `http://127.0.0.1:${port}/readyz`;
  const name = `relay-${index}`;
  processes.set(index, await startProcess({ name, file, env, logDir: folder, healthUrl, ...slow }));
}

async function stop(index: number): Promise<void> {
  await processes.get(index)?.[Symbol.asyncDispose]();
  processes.delete(index);
}

const finalized = () => chain.ledger.finalized.number;
const grown = (blocks: number) => {
  const goal = finalized() + blocks;
  return eventually(() => finalized() >= goal, slow);
};

async function submit(uri: string, call: Call, nonce: number): Promise<Hex> {
  const { ledger } = chain;
  const specVersion = ledger.runtime.version.spec_version;
  return (await ledger.submit(sign(ledger, uri, call, { nonce, specVersion }))).hash;
}

/** The block in which an extrinsic is final. */
const blockOf = (hash: Hex) =>
  eventually(async () => {
    const status = await chain.ledger.transaction(hash);
    return status?.type === "finalized" && status.ok && status.block.number;
  }, slow);

async function asRoot(call: Call): Promise<number> {
  const nonce = await chain.ledger.nextNonce(key("//Alice").accountId);
  return blockOf(await submit("//Alice", makeCall(sudo, "sudo", { call }), nonce));
}

async function certifiedAt(number: number): Promise<{ header: Header; certificate: Certificate }> {
  const { ledger } = chain;
  const header = await ledger.findHeader((await ledger.findHash(number)) as Hex);
  return { header: header as Header, certificate: (await ledger.findCertificate(number)) as Certificate };
}

/** Whose signatures a block's certificate has. */
async function signersAt(number: number): Promise<ReadonlySet<Hex | undefined>> {
  const { certificate } = await certifiedAt(number);
  const digest = commitmentDigest(chain.ledger.genesis.hash, certificate);
  return new Set(certificate.signatures.map((signature) => recoverEthAddress(digest, signature)));
}

async function lightClient(): Promise<LightClient> {
  const { hash, header } = chain.ledger.genesis;
  const state = await chain.ledger.stateAt(hash);
  const { proof = new Uint8Array(), values = [] } = (await state?.prove([validatorSetKey])) ?? {};
  return LightClient.fromGenesis(hash, header, { values: [[fromHex(validatorSetKey), values[0]]], proof });
}

describe("a validator that was away", () => {
  it("for hundreds of blocks and a runtime upgrade catches up, asks for the code it lacks, and is needed again", async () => {
    await stop(3);
    const before = finalized();
    await asRoot(makeCall(system, "set_code", { code: await nextRuntimeCode() }));
    await eventually(() => finalized() > before + 200, slow);
    expect(codeAskedFor).toEqual([]);
    await start(3);
    await stop(2);
    await grown(3); // with one of four away, every one of the others is needed
    expect(await signersAt(finalized())).toEqual(new Set([addresses[0], addresses[1], addresses[3]]));
    expect(codeAskedFor).toHaveLength(1);
  });

  it("and lost its votes abstains until a block newer than its start is certified without it", async () => {
    await stop(3);
    await rm(join(folder, "3"), { recursive: true });
    const stood = finalized();
    await start(3);
    await start(2);
    await grown(MAX_AHEAD + 20); // what was made before its start, and some more
    expect(await signersAt(stood + 2)).toEqual(new Set([addresses[0], addresses[1], addresses[2]]));
    await stop(2);
    await grown(3);
    expect((await signersAt(finalized())).has(addresses[3])).toBe(true);
    await start(2);
  });
});

describe("a change of validators by root", () => {
  it("is certified by the old set, and the next block by the new one; a light client follows across it", async () => {
    await start(4);
    const set = [0, 1, 3, 4].map((index) => addresses[index] as Hex);
    const appointed = set.map((address) => ({ address, operator: key("//Bob").accountId }));
    const change = await asRoot(makeCall(validators, "set_validators", { validators: appointed }));
    await grown(3);
    const [last, first] = [await certifiedAt(change), await certifiedAt(change + 1)];
    expect([last.certificate.setId, first.certificate.setId]).toEqual([0n, 1n]);
    expect((await signersAt(change)).has(addresses[4])).toBe(false);

    const client = await lightClient();
    expect(() => client.accept(first.header, first.certificate)).toThrow(
      expect.objectContaining({ code: "light-client.UnknownSet" }),
    );
    client.accept(last.header, last.certificate);
    expect(client.validators).toEqual({ id: 1n, from: change + 1, addresses: set });
    const newest = await certifiedAt(finalized());
    client.accept(newest.header, newest.certificate);
  });

  it("makes the added one needed, and the removed one's vote worth nothing", async () => {
    await stop(0);
    await grown(3);
    expect(await signersAt(finalized())).toEqual(new Set([addresses[1], addresses[3], addresses[4]]));
    await start(0);
    await stop(1);
    await grown(3); // one that was away goes on with the new set
    expect((await signersAt(finalized())).has(addresses[0])).toBe(true);
    await start(1);
  });
});

describe("a block whose proposal is above 1 MiB", () => {
  it("is announced, fetched part by part, and finalized", async () => {
    expect(announced).toEqual([]);
    const remark = new Uint8Array(500_000).fill(1);
    const first = await chain.ledger.nextNonce(key("//Bob").accountId);
    const hashes: Hex[] = [];
    // The first nonce comes last, so that all are ready at once.
    for (const nonce of [5, 4, 3, 2, 1, 0])
      hashes.push(await submit("//Bob", makeCall(system, "remark", { remark }), first + nonce));
    const blocks = new Set(await Promise.all(hashes.map(blockOf)));
    expect(blocks.size).toBe(1);
    expect(announced.length).toBeGreaterThan(0);
  });
});
