import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeQuote } from "@pha/attestation";
import { decode, encode, type Hex, type Type, toHex } from "@pha/codec";
import { addCommitments, groupOf } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { makeHost, makePlatform, type Platform } from "@pha/enclave";
import { bundleProgram } from "@pha/enclave/bundle";
import { makeSession, Registration, readReply, SignedKeyRequest, signKeyRequest } from "@pha/program-kit";
import { type AnswerOcall, FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { attestation, type Deal, type Dkg, gatekeepers, RuntimeCall, type Worker } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { Request, type Seals, TickReply } from "../../protocol.ts";
import { AskerRequest } from "./asker.ts";

/** A program that takes requests of some type. */
export type Asked<T> = { readonly ask: (request: T) => Promise<Uint8Array> };

/** A gatekeeper in its enclave, and what it sealed. */
export interface Member extends Asked<Request> {
  readonly identity: Hex;
  readonly sealedIdentity: Uint8Array;
  readonly platform: number;
  /** Ends its process with SIGKILL. */
  readonly kill: () => Promise<void>;
  seals: Seals;
}

/** Bundles of the gatekeeper's program and of the one that asks, and where enclaves keep them. */
export interface Programs extends AsyncDisposable {
  readonly cacheDir: string;
  readonly gatekeeper: Uint8Array;
  readonly asker: Uint8Array;
}

export const word = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte));

const nothing: Seals = { round: undefined, shares: undefined };
const noIdentity: Hex = word(0);
const platforms = new Map<number, Platform>();

export async function bundlePrograms(): Promise<Programs> {
  const cacheDir = await mkdtemp(join(tmpdir(), "gatekeeper-"));
  const files = [join("..", "main.ts"), "asker.ts"].map((file) => bundleProgram(join(import.meta.dirname, file)));
  const [gatekeeper, asker] = (await Promise.all(files)).map(({ bytes }) => bytes) as [Uint8Array, Uint8Array];
  return { cacheDir, gatekeeper, asker, [Symbol.asyncDispose]: () => rm(cacheDir, { recursive: true }) };
}

/** Real enclaves on a ledger that the test plays. */
export class EnclaveHouse implements AsyncDisposable {
  readonly ledger = new FakeLedger();
  readonly #miner = word(0x77);
  readonly #session = makeSession(primitives);
  readonly #opened = new AsyncDisposableStack();
  readonly #programs: Programs;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  /** A program in an enclave on one of the platforms, spoken to in its requests. */
  async load<T>(bytes: Uint8Array, type: Type<T>, options: { platform?: number; answer?: AnswerOcall } = {}) {
    const { platform = 0, answer } = options;
    const on = platforms.get(platform) ?? makePlatform(crypto.getRandomValues(new Uint8Array(32)));
    platforms.set(platform, on);
    const { ocall } = fakeHost(this.ledger, answer);
    const host = makeHost({ platform: on, cacheDir: this.#programs.cacheDir });
    const enclave = this.#opened.use(await host.load(bytes, { genesisHash: this.ledger.genesisHash, ocall }));
    const ask = async (request: T) => readReply(await enclave.call(encode(type, request)));
    return { ask, measurement: enclave.measurement, kill: async () => enclave[Symbol.asyncDispose]() };
  }

  loadGatekeeper(platform = 0) {
    return this.load<Request>(this.#programs.gatekeeper, Request, { platform });
  }

  /** The request that starts a gatekeeper, with what it sealed before. */
  start(identity?: Uint8Array, seals = nothing): Request {
    return { type: "Start", value: { start: this.ledger.startRequest(noIdentity, identity), seals } };
  }

  /** Loads and registers a gatekeeper, with what it sealed before. */
  async startMember(platform: number, before?: Member): Promise<Member> {
    const { ask, kill } = await this.loadGatekeeper(platform);
    await ask(this.start(before?.sealedIdentity, before?.seals));
    const { identity, sealedIdentity } = await this.register({ ask }, "Gatekeeper");
    const member = { ask, kill, identity, sealedIdentity, platform, seals: before?.seals ?? nothing };
    await this.advance(member);
    return member;
  }

  /** Kills a member's process, and starts it again with what it sealed and its host kept. */
  async killAndRestart(member: Member): Promise<void> {
    await member.kill();
    Object.assign(member, await this.startMember(member.platform, member));
  }

  /** A program that asks `gatekeeper` for parts of keys, with its session on the ledger. */
  async startAsker(gatekeeper: Member, bytes = this.#programs.asker) {
    const answer: AnswerOcall = ({ type, value }) => {
      if (type !== "Release") throw new Error("only keys are asked for");
      return gatekeeper.ask({ type: "Release", value: decode(SignedKeyRequest, value.request) });
    };
    const { ask, measurement } = await this.load<AskerRequest>(bytes, AskerRequest, { platform: 2, answer });
    await ask({ type: "Start", value: this.ledger.startRequest() });
    const { identity } = await this.register({ ask }, "Miner");
    return { ask, measurement, identity };
  }

  /** Puts a session on the ledger as `register_worker` does: with the measurement that its quote says. */
  async register({ ask }: Asked<{ type: "Register" }>, role: Worker["role"]["type"]): Promise<Registration> {
    const registration = decode(Registration, await ask({ type: "Register" }));
    const { identity, signKey, hpkeKey, quote } = registration;
    const { value: made } = decodeQuote(quote);
    if (made.type !== "Emulated") throw new Error("the house is of emulated enclaves");
    const { measurement } = made.value.body;
    this.ledger.pallet(attestation).workers.put(identity, {
      ...{ role: { type: role }, operator: noIdentity, session: { signKey, hpkeKey }, sessionNumber: 1n },
      ...{ registeredAt: this.ledger.head.number + 1, quoteHash: word(0), measurement, confidence: 128 },
      ...{ attestedAtMs: 1_000_000_000n, bareSequence: 0n, bareDebt: 0, bareAt: 0, platform: undefined },
    });
    this.ledger.pallet(attestation).sessions.put(signKey, identity);
    return registration;
  }

  /** Finalizes a block and gives it to programs. */
  async advance(...programs: Asked<{ type: "Advance"; value: ReturnType<FakeLedger["block"]> }>[]): Promise<void> {
    const value = this.ledger.block();
    for (const { ask } of programs) await ask({ type: "Advance", value });
  }

  /** Ticks until the member's enclave has its lease. */
  async tick(member: Member): Promise<TickReply> {
    const ticked = await eventually(async () => {
      const ticked = decode(TickReply, await member.ask({ type: "Tick" }));
      return ticked.standing !== "unleased" && ticked;
    });
    member.seals = ticked.seals;
    return ticked;
  }

  /** Three gatekeepers in enclaves, two of whom are needed. */
  async startThree(): Promise<Member[]> {
    const members = [await this.startMember(0), await this.startMember(1), await this.startMember(3)];
    const state = this.ledger.pallet(gatekeepers);
    state.members.put(members.map(({ identity }, i) => ({ identity, index: i + 1 })));
    state.config.put({ size: 3, threshold: 2, windowTicks: 60, reshareTicks: 0 });
    return members;
  }

  /** Puts the miner that {@link askOn} speaks for on the ledger. */
  enrolMiner(): void {
    const measurement: Hex = `0x${"bb".repeat(48)}`;
    this.ledger.pallet(attestation).workers.put(this.#miner, {
      ...{ role: { type: "Miner" }, operator: word(0), session: this.#session, sessionNumber: 1n, registeredAt: 1 },
      ...{ quoteHash: word(0), measurement, confidence: 128, attestedAtMs: 1_000_000_000n },
      ...{ bareSequence: 0n, bareDebt: 0, bareAt: 0, platform: undefined },
    });
    const program = { role: { type: "Miner" as const }, measurement, name: "miner", version: "1" };
    this.ledger.pallet(attestation).policy.put({ measurements: [program], maxAgeMs: 3_600_000n });
  }

  /** That miner's request to a gatekeeper. */
  requestFor(gatekeeper: Hex): Request {
    const nonce: Hex = `0x${"05".repeat(16)}`;
    const request = { gatekeeper, worker: this.#miner, nonce, labels: [] };
    return { type: "Release", value: signKeyRequest(this.ledger.genesisHash, request, this.#session.sign) };
  }

  /** Asks a member for keys as that miner, on what its enclave knows. */
  askOn(gatekeeper: Member): Promise<Uint8Array> {
    return gatekeeper.ask(this.requestFor(gatekeeper.identity));
  }

  /** Asks a member for keys as a miner that the ledger knows. */
  async askForKeys(gatekeeper: Member): Promise<Uint8Array> {
    this.enrolMiner();
    await this.advance(gatekeeper);
    return this.askOn(gatekeeper);
  }

  /**
   * The ledger's part of key generation: whatever the members post counts.
   *
   * @param spoil what becomes of their deals on the way
   * @param meanwhile what happens when a phase has begun, and when all have spoken in it
   * @returns where each member stands in the end
   */
  async makeMasterKey(
    members: readonly Member[],
    spoil: (deals: readonly Deal[], roundKeys: readonly Hex[]) => readonly Deal[] = (deals) => deals,
    round = 0,
    meanwhile: (phase: Dkg["phase"]["type"], have: "not spoken" | "spoken") => Promise<void> = async () => {},
  ): Promise<string[]> {
    const state = this.ledger.pallet(gatekeepers);
    const all = members.map((_, i) => i + 1);
    state.sharing.take(); // or the round would share that key anew
    const enter = async (type: Dkg["phase"]["type"], fields: Partial<Dkg> = {}) => {
      const began = { generation: 1, round, deadline: 99, participants: [], dealers: [], checked: [], excluded: [] };
      state.dkg.put({ ...began, since: 0, phase: { type }, ...fields });
      await this.advance(...members);
      await meanwhile(type, "not spoken");
      const ticked = await Promise.all(members.map((member) => this.tick(member)));
      await meanwhile(type, "spoken");
      return ticked;
    };
    const lastOf = ({ extrinsics }: TickReply) => argsOf(extrinsics.at(-1) as Uint8Array);

    const roundKeys = (await enter("Keys")).map((ticked) => (lastOf(ticked) as { readonly key: Hex }).key);
    for (const [i, { identity }] of members.entries()) state.roundKeys.put(1, round, identity, roundKeys[i] as Hex);
    const dealt = (await enter("Deals", { participants: all })).map((ticked) => lastOf(ticked) as Deal);
    const deals = spoil(dealt, roundKeys);
    for (const [i, { identity }] of members.entries()) state.deals.put(1, round, identity, deals[i] as Deal);
    const { publicKey, shares } = groupOf(
      addCommitments(deals.map(({ commitments }): readonly Hex[] => commitments)),
      all,
    );
    const publicShares = members.map(({ identity }, i) => ({ identity, index: i + 1, share: shares[i] as Hex }));
    state.sharing.put({ generation: 1, round });
    state.groupKeys.put(1, round, {
      ...{ generation: 1, round, threshold: 2, publicKey, qualified: all, publicShares },
      ...{ dealers: members.map(({ identity }, i) => ({ identity, index: i + 1 })), from: undefined },
    });
    return (await enter("Done", { participants: all, dealers: all })).map(({ standing }) => standing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

/** Arguments of the call in a bare extrinsic: behind its compact length and one version byte. */
function argsOf(extrinsic: Uint8Array): unknown {
  const lengthBytes = [1, 2, 4][(extrinsic[0] as number) & 3] as number;
  return decode(RuntimeCall, extrinsic.subarray(lengthBytes + 1)).value.value;
}
