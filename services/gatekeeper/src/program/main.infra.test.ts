import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeQuote } from "@pha/attestation";
import { concat, decode, encode, type Hex, type Type, toHex, utf8 } from "@pha/codec";
import { addCommitments, groupOf, KEY_DST, keyLabel, verifyBls } from "@pha/crypto";
import { type Enclave, makeEmulatedHost, makePlatform, measure, type Platform } from "@pha/enclave";
import { bundleProgram } from "@pha/enclave/bundle";
import { type KeyLabel, Partials, Registration, readReply, SignedKeyRequest, toDerivedLabel } from "@pha/program-kit";
import { type AnswerOcall, FakeLedger, fakeHost } from "@pha/program-kit/testing";
import {
  attestation,
  clusters,
  contracts,
  type Deal,
  type Dkg,
  gatekeepers,
  nothingAgreed,
  RuntimeCall,
  type Worker,
} from "@pha/runtime/spec";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Request, type Seals, TickReply } from "../protocol.ts";
import { AskerRequest } from "./testing/asker.ts";

const word = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte));
const coded = (code: string) => expect.objectContaining({ code });
const nothing: Seals = { round: undefined, shares: undefined };
const noIdentity: Hex = word(0);

let cacheDir: string;
let program: Uint8Array;
let asker: Uint8Array;
let opened: AsyncDisposableStack;
let ledger: FakeLedger;
const platforms = new Map<number, Platform>();

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "gatekeeper-"));
  const bundled = ["main.ts", "testing/asker.ts"].map((file) => bundleProgram(join(import.meta.dirname, file)));
  [program, asker] = (await Promise.all(bundled)).map(({ bytes }) => bytes) as [Uint8Array, Uint8Array];
});
afterAll(() => rm(cacheDir, { recursive: true }));
beforeEach(() => {
  ledger = new FakeLedger();
  opened = new AsyncDisposableStack();
  return () => opened.disposeAsync();
});

/** A program in an enclave on one of the platforms, spoken to in its requests. */
async function load<T>(bytes: Uint8Array, type: Type<T>, options: { platform?: number; answer?: AnswerOcall } = {}) {
  const { platform = 0, answer } = options;
  const on = platforms.get(platform) ?? makePlatform(crypto.getRandomValues(new Uint8Array(32)));
  platforms.set(platform, on);
  const { ocall } = fakeHost(ledger, answer);
  const host = makeEmulatedHost({ platform: on, cacheDir });
  const enclave: Enclave = opened.use(await host.load(bytes, { genesisHash: ledger.genesisHash, ocall }));
  const ask = async (request: T) => readReply(await enclave.call(encode(type, request)));
  return { ask, measurement: enclave.measurement };
}

const loadGatekeeper = (platform = 0) => load<Request>(program, Request, { platform });
type Asked<T> = { readonly ask: (request: T) => Promise<Uint8Array> };

const start = (identity?: Uint8Array, seals = nothing): Request => ({
  type: "Start",
  value: { start: ledger.startRequest(noIdentity, identity), seals },
});

describe("a gatekeeper's program", () => {
  it("starts once, and does nothing before", async () => {
    const { ask } = await loadGatekeeper();
    await expect(ask({ type: "Tick" })).rejects.toThrowError(coded("program.NotStarted"));
    expect(await ask(start())).toHaveLength(32);
    await expect(ask(start())).rejects.toThrowError(coded("program.AlreadyStarted"));
  });

  it("does not start with another network's genesis", async () => {
    const { ask } = await loadGatekeeper();
    const foreign = new FakeLedger();
    foreign.block();
    const { header } = foreign.block();
    const value = { start: { ...ledger.startRequest(), genesisHeader: header }, seals: nothing };
    await expect(ask({ type: "Start", value })).rejects.toThrowError(coded("light-client.WrongGenesis"));
  });

  it("has its identity again after a restart, and opens it on no other platform, as no other program", async () => {
    const first = await loadGatekeeper();
    const identity = await first.ask(start());
    const { sealedIdentity } = decode(Registration, await first.ask({ type: "Register" }));
    expect(await (await loadGatekeeper()).ask(start(sealedIdentity))).toEqual(identity);
    const elsewhere = await loadGatekeeper(1);
    await expect(elsewhere.ask(start(sealedIdentity))).rejects.toThrowError(coded("program.SealBroken"));
    const changed = await load<Request>(changedByOneComment(program), Request);
    await expect(changed.ask(start(sealedIdentity))).rejects.toThrowError(coded("program.SealBroken"));
  });
});

describe("a master key among two gatekeepers, on their enclaves", () => {
  it("is made, survives a restart, and gives parts to the allowed program alone", { timeout: 120_000 }, async () => {
    const members = [await startMember(0), await startMember(1)];
    ledger.pallet(gatekeepers).members.put(members.map(({ identity }, i) => ({ identity, index: i + 1 })));
    ledger.pallet(gatekeepers).config.put({ size: 2, threshold: 2, windowTicks: 60 });
    const policyProgram = {
      role: { type: "Miner" as const },
      measurement: measure(asker),
      name: "asker",
      version: "1",
    };
    ledger.pallet(attestation).policy.put({ measurements: [policyProgram], maxAgeMs: 3_600_000n });
    await makeMasterKey(members);

    // Seals alone bring the share back.
    const [first] = members as [Member];
    const restarted = await startMember(0, first);
    expect(await tick(restarted)).toMatchObject({ standing: "holds-share" });

    const contract = word(0xc0);
    const label: KeyLabel = { type: "tag", value: { generation: 1, cluster: 0, contract, epoch: 0 } };
    const honest = await startAsker(asker, restarted);
    const cheat = await startAsker(changedByOneComment(asker), restarted);
    expect(cheat.measurement).not.toBe(honest.measurement);
    const admitted = [honest.identity, cheat.identity];
    ledger
      .pallet(clusters)
      .clusters.put(0, { owner: word(1), minMembers: 1, open: false, members: admitted, applicants: [] });
    ledger.pallet(contracts).contracts.put(contract, {
      ...{
        cluster: 0,
        codeHash: word(1),
        deployer: word(1),
        owner: word(1),
        deployedAt: 1,
        epoch: 0,
        encryptKey: undefined,
      },
      ...{ agreed: nothingAgreed, halted: false, broken: undefined },
    });
    await advance(restarted, honest, cheat);

    const request: AskerRequest = { type: "Ask", value: { gatekeeper: restarted.identity, labels: [label] } };
    const { index, signatures } = decode(Partials, await honest.ask(request));
    const share = ledger.pallet(gatekeepers).groupKeys.get(1, 0)?.publicShares[0]?.share as Hex;
    expect(index).toBe(1);
    expect(verifyBls(share, KEY_DST, keyLabel(toDerivedLabel(label)), signatures[0] as Hex)).toBe(true);
    await expect(cheat.ask(request)).rejects.toThrowError(coded("gatekeeper.ProgramNotAllowed"));
  });
});

const changedByOneComment = (bytes: Uint8Array) => concat(bytes, utf8("//"));

interface Member extends Asked<Request> {
  readonly identity: Hex;
  readonly sealedIdentity: Uint8Array;
  seals: Seals;
}

/** Loads and registers a gatekeeper, with what it sealed before. */
async function startMember(platform: number, before?: Member): Promise<Member> {
  const { ask } = await loadGatekeeper(platform);
  await ask(start(before?.sealedIdentity, before?.seals));
  const { identity, sealedIdentity } = await register({ ask }, "Gatekeeper");
  const member = { ask, identity, sealedIdentity, seals: nothing };
  await advance(member);
  return member;
}

/** A program that asks `gatekeeper` for parts of keys, with its session on the ledger. */
async function startAsker(bytes: Uint8Array, gatekeeper: Member) {
  const answer: AnswerOcall = ({ type, value }) => {
    if (type !== "Release") throw new Error("only keys are asked for");
    return gatekeeper.ask({ type: "Release", value: decode(SignedKeyRequest, value.request) });
  };
  const { ask, measurement } = await load<AskerRequest>(bytes, AskerRequest, { platform: 2, answer });
  await ask({ type: "Start", value: ledger.startRequest() });
  const { identity } = await register({ ask }, "Miner");
  return { ask, measurement, identity };
}

/** Puts a session on the ledger as `register_worker` does: with the measurement that its quote says. */
async function register(
  { ask }: { readonly ask: (request: { type: "Register" }) => Promise<Uint8Array> },
  role: Worker["role"]["type"],
) {
  const registration = decode(Registration, await ask({ type: "Register" }));
  const { identity, signKey, hpkeKey, quote } = registration;
  const { measurement } = decodeQuote(quote).value.value.body;
  ledger.pallet(attestation).workers.put(identity, {
    ...{ role: { type: role }, operator: noIdentity, session: { signKey, hpkeKey }, sessionNumber: 1n },
    ...{ registeredAt: ledger.head.number + 1, quoteHash: word(0), measurement, confidence: 128 },
    ...{ attestedAtMs: 1_000_000_000n, bareSequence: 0n },
  });
  return registration;
}

/** Finalizes a block and gives it to programs. */
async function advance(...programs: Asked<{ type: "Advance"; value: ReturnType<FakeLedger["block"]> }>[]) {
  const value = ledger.block();
  for (const { ask } of programs) await ask({ type: "Advance", value });
}

async function tick(member: Member): Promise<TickReply> {
  const ticked = decode(TickReply, await member.ask({ type: "Tick" }));
  member.seals = ticked.seals;
  return ticked;
}

/** The ledger's part of key generation: whatever the members post counts. */
async function makeMasterKey(members: readonly Member[]): Promise<void> {
  const state = ledger.pallet(gatekeepers);
  const all = members.map((_, i) => i + 1);
  const enter = async (type: Dkg["phase"]["type"], fields: Partial<Dkg> = {}) => {
    state.dkg.put({ generation: 1, round: 0, phase: { type }, deadline: 99, participants: [], dealers: [], ...fields });
    await advance(...members);
    return Promise.all(members.map(async (member) => (await tick(member)).extrinsics.map(argsOf)));
  };

  const keys = await enter("Keys");
  for (const [i, { identity }] of members.entries()) state.roundKeys.put(1, 0, identity, keyIn(keys[i]));
  const posted = await enter("Deals", { participants: all });
  const deals = posted.map((args) => args.at(-1) as unknown as Deal);
  for (const [i, { identity }] of members.entries()) state.deals.put(1, 0, identity, deals[i] as Deal);
  const sum = deals.reduce<readonly Hex[]>((total, { commitments }) => addCommitments(total, commitments), []);
  const { publicKey, shares } = groupOf(sum, all);
  const publicShares = members.map(({ identity }, i) => ({ identity, index: i + 1, share: shares[i] as Hex }));
  state.sharing.put({ generation: 1, round: 0 });
  state.groupKeys.put(1, 0, { generation: 1, round: 0, threshold: 2, publicKey, qualified: all, publicShares });
  await enter("Done", { participants: all, dealers: all });
}

/** The round key that a member posted last. */
const keyIn = (posted: readonly unknown[] = []): Hex => (posted.at(-1) as { readonly key: Hex }).key;

/** Arguments of the call in a bare extrinsic: behind its compact length and one version byte. */
function argsOf(extrinsic: Uint8Array): unknown {
  const lengthBytes = [1, 2, 4][(extrinsic[0] as number) & 3] as number;
  return decode(RuntimeCall, extrinsic.subarray(lengthBytes + 1)).value.value;
}
