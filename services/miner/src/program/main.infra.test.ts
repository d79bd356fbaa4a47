import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { makeEmulatedHost, makePlatform, measure } from "@pha/enclave";
import { bundleProgram } from "@pha/enclave/bundle";
import { maxStateKib } from "@pha/limits";
import { Registration, readReply } from "@pha/program-kit";
import { fakeHost } from "@pha/program-kit/testing";
import { attestation, clusters } from "@pha/runtime/spec";
import { ReceiptList, readAnswer, type Scope, type SealedReceipt, SignedReceipt, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { heapMb } from "../enclave/memory.ts";
import { type Advance, Request, TickReply } from "../protocol.ts";
import { adder, ClusterLedger, cluster, inOneGo, word } from "./testing.ts";

const id = word(0xc1);
const coded = (code: string) => expect.objectContaining({ code });
const platform = makePlatform(crypto.getRandomValues(new Uint8Array(32)));

let cacheDir: string;
let program: Uint8Array;
let opened: AsyncDisposableStack;
let chain: ClusterLedger;

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "miner-"));
  program = (await bundleProgram(join(import.meta.dirname, "main.ts"))).bytes;
});
afterAll(() => rm(cacheDir, { recursive: true }));
beforeEach(() => {
  chain = new ClusterLedger();
  opened = new AsyncDisposableStack();
  return () => opened.disposeAsync();
});

/** The program in an enclave. */
async function load() {
  let hpkeKey: Hex = word(0);
  const woken = Promise.withResolvers<void>();
  const answers = chain.answers(() => hpkeKey);
  const { ocall } = fakeHost(chain.ledger, (request) => {
    if (request.type === "Wake") woken.resolve();
    return answers(request);
  });
  const host = makeEmulatedHost({ platform, cacheDir, heapMb });
  const enclave = opened.use(
    await host.load(program, { genesisHash: chain.ledger.genesisHash, ocall, callTimeoutMs: 120_000 }),
  );
  const ask = async (request: Request) => readReply(await enclave.call(encode(Request, request)));
  return {
    ask,
    /** Two ticks: the program asks for the second once it has its contracts' keys. */
    async tick() {
      await ask({ type: "Tick" });
      await woken.promise;
      return decode(TickReply, await ask({ type: "Tick" }));
    },
    /** Puts the session on the ledger. */
    async register(): Promise<Hex> {
      const { identity, signKey, hpkeKey: key } = decode(Registration, await ask({ type: "Register" }));
      hpkeKey = key;
      chain.ledger.pallet(attestation).workers.put(identity, {
        ...{ role: { type: "Miner" }, operator: word(0), session: { signKey, hpkeKey }, sessionNumber: 1n },
        ...{ registeredAt: chain.ledger.head.number + 1, quoteHash: word(0), measurement: measure(program) },
        ...{ confidence: 128, attestedAtMs: 1_000_000_000n, bareSequence: 0n, bareDebt: 0, bareAt: 0 },
      });
      const members = [identity];
      chain.ledger
        .pallet(clusters)
        .clusters.put(cluster, { owner: word(1), minMembers: 1, open: false, members, applicants: [] });
      return signKey;
    },
  };
}

const start = (): Request => ({
  type: "Start",
  value: { start: chain.ledger.startRequest(), cluster, queryThreads: 1 },
});

/** A contract and two commands, block by block. */
function story(): { readonly scope: Scope; readonly steps: readonly Advance[] } {
  const scope = chain.instantiate(id, adder, 40);
  const steps = [chain.block()];
  for (const n of [1, 1]) {
    chain.command(scope, word(1), "add", n);
    steps.push(chain.block());
  }
  return { scope, steps };
}

async function query(ask: (request: Request) => Promise<Uint8Array>, scope: Scope) {
  const { contract, codeHash, epoch } = scope;
  const label = { generation: 1, cluster, contract, codeHash, epoch };
  const secret = chain.gatekeepers.keyOf({ type: "encrypt", value: label });
  const call = { method: "sum", args: utf8("null") };
  const publicKey = toHex(primitives.x25519.publicKey(secret));
  const { sealed, answerKey } = sealQuery(primitives, publicKey, scope, { issued: chain.ledger.head.number, call });
  return readAnswer(primitives, scope, answerKey, await ask({ type: "Query", value: { contract, ...sealed } }));
}

it("starts once, does nothing before, and not with another network's genesis", async () => {
  const { ask } = await load();
  await expect(ask({ type: "Tick" })).rejects.toThrowError(coded("program.NotStarted"));
  const foreign = new ClusterLedger();
  foreign.block();
  const genesisHeader = foreign.block().block.header;
  const wrong = { ...chain.ledger.startRequest(), genesisHeader };
  await expect(ask({ type: "Start", value: { start: wrong, cluster, queryThreads: 1 } })).rejects.toThrowError(
    coded("light-client.WrongGenesis"),
  );
  await ask(start());
  await expect(ask(start())).rejects.toThrowError(coded("program.AlreadyStarted"));
});

it("measures differently with one more comment", () => {
  expect(measure(concat(program, utf8("//")))).not.toBe(measure(program));
});

it("executes and answers, and comes to the same state and receipts by replay after it was ended", {
  timeout: 120_000,
}, async () => {
  const { scope, steps } = story();
  const tags: Hex[] = [];
  const receipts: SealedReceipt[] = [];
  for (const advances of [steps, [inOneGo(steps)]]) {
    const { ask, tick, register } = await load();
    await ask(start());
    for (const value of advances) await ask({ type: "Advance", value });
    const signKey = await register();
    await ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
    expect(await tick()).toMatchObject({ standing: "serving", messages: 3n, contracts: 1 });
    const { outcome, statement, signature, signed } = await query(ask, scope);
    expect(outcome).toEqual({ type: "Done", value: utf8("42") });
    expect(primitives.ed25519.verify(fromHex(signKey), signed, fromHex(signature))).toBe(true);
    expect(statement.stateHeight).toBe(3);
    tags.push(statement.stateTag);
    const which = { contract: id, agreed: undefined };
    for (const message of [2n, 3n])
      receipts.push(decode(SignedReceipt, await ask({ type: "Receipt", value: { ...which, message } })).receipt);
    const listed = decode(ReceiptList, await ask({ type: "Receipts", value: { contract: id, before: undefined } }));
    expect(listed.map(({ message }) => message)).toEqual([3n, 2n]);
  }
  expect(tags[0]).toBe(tags[1]);
  expect(receipts.slice(2)).toEqual(receipts.slice(0, 2));
});

it("outlives a contract that writes all that it may, and serves the others, also after it was ended", {
  timeout: 240_000,
}, async () => {
  const greedy = `export default {
    commands: { fill(ctx, round) { for (let i = 0; i < 4096; i++) ctx.state.put(round + "-" + i, ""); } },
    queries: {},
  };`;
  const attack = chain.instantiate(word(0xc2), greedy);
  const { scope, steps } = story();
  chain.tell({ type: "Reserved", value: { contract: attack.contract, stateKib: maxStateKib } });
  for (let round = 0; round < 5; round++) chain.command(attack, word(2), "fill", round);
  const all = [...steps, chain.block()];
  const tags: Hex[] = [];
  for (const advances of [all, [inOneGo(all)]]) {
    const { ask, tick, register } = await load();
    await ask(start());
    for (const value of advances) await ask({ type: "Advance", value });
    await register();
    await ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
    expect(await tick()).toMatchObject({ standing: "serving", contracts: 2 });
    const { outcome, statement } = await query(ask, scope);
    expect(outcome).toEqual({ type: "Done", value: utf8("42") });
    tags.push(statement.stateTag);
  }
  expect(tags[0]).toBe(tags[1]);
});
