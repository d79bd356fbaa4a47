import { concat, decode, fromHex, type Hex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { measure } from "@pha/enclave";
import { maxStateKib } from "@pha/limits";
import { ReceiptList, type Scope, type SealedReceipt, SignedReceipt } from "@pha/secret-channel";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Advance } from "../protocol.ts";
import { type Built, buildProgram, loadWorker } from "./testing/enclave.ts";
import { alice, callerOf, resultOf, SessionClient, type SessionServer } from "./testing/session-client.ts";
import { adder, ClusterLedger, cluster, inOneGo, word } from "./testing.ts";

const id = word(0xc1);
const coded = (code: string) => expect.objectContaining({ code });

let built: Built;
let opened: AsyncDisposableStack;
let chain: ClusterLedger;

beforeAll(async () => {
  built = await buildProgram();
});
afterAll(() => built[Symbol.asyncDispose]());
beforeEach(() => {
  chain = new ClusterLedger();
  opened = new AsyncDisposableStack();
  return () => opened.disposeAsync();
});

const load = async () => opened.use(await loadWorker(built, chain));

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

it("starts once, does nothing before, and not with another network's genesis", async () => {
  const { ask, start } = await load();
  await expect(ask({ type: "Tick" })).rejects.toThrowError(coded("program.NotStarted"));
  const foreign = new ClusterLedger();
  foreign.block();
  const genesisHeader = foreign.block().block.header;
  const wrong = { ...chain.ledger.startRequest(), genesisHeader };
  await expect(
    ask({
      type: "Start",
      value: { start: wrong, cluster, threads: 2, checkpointBlocks: 4, sparePercent: 0, http: { allow: [], ca: [] } },
    }),
  ).rejects.toThrowError(coded("light-client.WrongGenesis"));
  await start();
  await expect(start()).rejects.toThrowError(coded("program.AlreadyStarted"));
});

it("measures differently with one more comment", () => {
  expect(measure(concat(built.program, utf8("//")))).not.toBe(measure(built.program));
});

it("executes and answers, and comes to the same state and receipts by replay after it was ended", {
  timeout: 120_000,
}, async () => {
  const { scope, steps } = story();
  const tags: Hex[] = [];
  const receipts: SealedReceipt[] = [];
  for (const advances of [steps, [inOneGo(steps)]]) {
    const { ask, askFor, start, tick, register, query } = await load();
    await start();
    for (const value of advances) await ask({ type: "Advance", value });
    const signKey = await register();
    await ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
    expect(await tick([id])).toMatchObject({ standing: "serving", messages: 3n, contracts: 1 });
    const { outcome, statement, signature, signed } = await query(scope);
    expect(outcome).toEqual({ type: "Done", value: utf8("42") });
    expect(primitives.ed25519.verify(fromHex(signKey), signed, fromHex(signature))).toBe(true);
    expect(statement.stateHeight).toBe(3);
    tags.push(statement.stateTag);
    const which = { contract: id, agreed: undefined };
    for (const message of [2n, 3n])
      receipts.push(decode(SignedReceipt, await askFor({ type: "Receipt", value: { ...which, message } })).receipt);
    const listed = decode(ReceiptList, await askFor({ type: "Receipts", value: { contract: id, before: undefined } }));
    expect(listed.map(({ message }) => message)).toEqual([3n, 2n]);
  }
  expect(tags[0]).toBe(tags[1]);
  expect(receipts.slice(2)).toEqual(receipts.slice(0, 2));
});

it("answers in a session as well, what is asked at the same time too", { timeout: 120_000 }, async () => {
  const { scope, steps } = story();
  const { ask, askFor, start, tick, register } = await load();
  await start();
  for (const value of steps) await ask({ type: "Advance", value });
  const signKey = await register();
  await ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
  await tick([id]);
  const worker: SessionServer = {
    openSession: (value) => askFor({ type: "Session", value }),
    frame: (value) => askFor({ type: "Frame", value }),
    core: { session: { signKey } },
  };
  const client = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  expect(client.isSigned(client.welcome)).toBe(true);
  const answers = await Promise.all(Array.from({ length: 8 }, () => client.ask("sum")));
  expect(answers.map(resultOf)).toEqual(Array(8).fill(42));
  expect(answers.every((answer) => client.isSigned(answer))).toBe(true);
  expect(resultOf(await client.ask("caller"))).toBe(alice.accountId);
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
    const { ask, start, tick, register, query } = await load();
    await start();
    for (const value of advances) await ask({ type: "Advance", value });
    await register();
    await ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
    expect(await tick([id, attack.contract])).toMatchObject({ standing: "serving", contracts: 2 });
    const { outcome, statement } = await query(scope);
    expect(outcome).toEqual({ type: "Done", value: utf8("42") });
    tags.push(statement.stateTag);
  }
  expect(tags[0]).toBe(tags[1]);
});
