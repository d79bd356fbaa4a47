import { type Hex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { type Contract, contracts, followingEpoch, keyRulesIn, type Report } from "@pha/runtime/spec";
import { openReceipt, type ReceiptKey, readAnswer, type Scope, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import { admit, callerOf, contractKey, resultOf, SessionClient, step } from "./testing/session-client.ts";
import {
  adder,
  bareCallOf,
  ClusterLedger,
  cluster,
  executeAll,
  inOneGo,
  makeCluster,
  makeWorker,
  startPool,
  word,
} from "./testing.ts";
import type { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const alice = word(0xa1);
const coded = (code: string) => expect.objectContaining({ code });

/** Keeps ten times the sum under another name; its tasks are its own. */
const timesTen = `export default {
  migrate(ctx, from) {
    ctx.state.put("tenfold", String(10 * Number(ctx.state.get("sum") ?? 0)));
    ctx.state.put("from", from);
    ctx.state.delete("sum");
    return null;
  },
  commands: { add(ctx, n) { ctx.state.put("tenfold", String(Number(ctx.state.get("tenfold")) + 10 * n)); return null; } },
  queries: { sum: (ctx) => Number(ctx.state.get("tenfold")), from: (ctx) => ctx.state.get("from") },
};
//# abi={"abi":1,"commands":{},"queries":{},"tasks":{"tick":{"every":7,"workers":2}}}
`;
const refusing = `export default { migrate(ctx) { ctx.state.delete("sum"); throw new Error("No."); }, commands: {}, queries: {} };`;

let chain: ClusterLedger;
let core: Core;
let worker: Worker;
let scope: Scope;

/** A worker with one contract, made in block 1, whose sum is 7. */
beforeEach(async () => {
  chain = new ClusterLedger();
  core = chain.core();
  worker = makeWorker(core, pool);
  scope = chain.instantiate(id, adder, 7);
  const records = chain.ledger.pallet(contracts).contracts;
  records.put(id, { ...(records.get(id) as Contract), encryptKey: contractKey(chain, scope) });
  admit(chain, core);
  await step(chain, worker);
});

const reports = (): readonly Report[] => core.outbox.pending().flatMap((mail) => bareCallOf(mail).reports ?? []);
const reportAt = (height: number): Report =>
  reports().find(({ stateHeight }) => stateHeight === height) ?? expect.fail(`no report of ${height}`);
const effectsAt = (height: number) => reportAt(height).effects?.list.map(({ index, effect }) => ({ index, effect }));

async function ask(of: Scope, method = "sum"): Promise<unknown> {
  const query = { issued: chain.ledger.head.number, call: { method, args: utf8("null") } };
  const { sealed, answerKey } = sealQuery(primitives, contractKey(chain, of), of, query);
  const answer = readAnswer(primitives, of, answerKey, await worker.query({ contract: id, ...sealed }));
  return resultOf(answer);
}

describe("a contract that goes over to other code", () => {
  it("is served with the code and the state that it had until the ledger agrees, and then with the new", async () => {
    const session = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
    const next = chain.upgrade(id, timesTen, 2);
    for (let i = 0; i < 2; i++) await step(chain, worker);
    expect(await ask(scope)).toBe(7);
    expect(resultOf(await session.ask("sum"))).toBe(7);
    await expect(ask(next)).rejects.toThrowError(coded("miner.RequestAhead"));
    expect(effectsAt(2)).toEqual([
      { index: 0, effect: { type: "Upgraded", value: { codeHash: next.codeHash, failure: undefined } } },
      { index: 1, effect: { type: "Schedule", value: { task: "tick", every: 7, workers: 2 } } },
    ]);
    chain.agree(reportAt(2));
    await step(chain, worker);
    expect([await ask(next), await ask(next, "from")]).toEqual([70, scope.codeHash]);
    await expect(session.ask("sum")).rejects.toThrowError(coded("miner.UnknownSession"));
    await expect(ask(scope)).rejects.toThrowError(coded("channel.Undecipherable"));
    chain.command(next, alice, "add", 1);
    await step(chain, worker);
    expect(await ask(next)).toBe(80);
  });

  it("keeps its code, state and keys, and says why, when the code cannot take over", async () => {
    const next = chain.upgrade(id, refusing, 2);
    await step(chain, worker);
    const failure = { code: "contract-engine.ContractThrew", message: expect.stringContaining("Error: No.") };
    expect(effectsAt(2)).toEqual([
      { index: 0, effect: { type: "Upgraded", value: { codeHash: next.codeHash, failure } } },
    ]);
    chain.agree(reportAt(2));
    chain.command(scope, alice, "add", 1);
    await step(chain, worker);
    expect(await ask(scope)).toBe(8);
  });

  it("does not go over to what is no contract", async () => {
    for (const [i, code] of ["export default 7;", "export {", "for (;;);"].entries()) {
      chain.upgrade(id, code, 2);
      await step(chain, worker);
      const [told] = effectsAt(2 + i) ?? [];
      expect(told?.effect.type === "Upgraded" && told.effect.value.failure?.code).toMatch(/^contract-engine\./);
      chain.agree(reportAt(2 + i));
    }
    await step(chain, worker);
    expect(await ask(scope)).toBe(7);
  });

  it("executes what comes in the clear meanwhile with the code that it has gone over to", async () => {
    const next = chain.upgrade(id, timesTen, 2);
    await step(chain, worker);
    chain.tell({ type: "Pushed", value: { contract: id, sender: alice, method: "add", args: utf8("2") } });
    await step(chain, worker);
    for (const height of [2, 3]) chain.agree(reportAt(height));
    await step(chain, worker);
    expect(await ask(next)).toBe(90);
  });

  it("waits for the code, with this contract alone", async () => {
    const other = chain.instantiate(word(0xc2), adder, 1);
    const ask = core.ask.bind(core);
    let isHidden = false;
    vi.spyOn(core, "ask").mockImplementation(async (request) => {
      if (request.type === "Code" && isHidden) throw new Error("The host has none");
      return ask(request);
    });
    await step(chain, worker);
    isHidden = true;
    chain.upgrade(id, timesTen, 2);
    await step(chain, worker);
    chain.command(other, alice, "add", 1);
    await step(chain, worker);
    expect(reports().map(({ contract, stateHeight }) => [contract === id, stateHeight])).toContainEqual([false, 4]);
    expect(reports().filter(({ contract }) => contract === id)).toHaveLength(1);
    isHidden = false;
    await step(chain, worker);
    expect(effectsAt(3)?.[0]?.effect).toMatchObject({ type: "Upgraded", value: { failure: undefined } });
  });
});

describe("the key that goes with the code", () => {
  const keysTold = () => core.outbox.pending().flatMap((mail) => bareCallOf(mail).key ?? []);
  const records = () => chain.ledger.pallet(contracts).contracts;
  const record = () => records().get(id) as Contract;
  const put = (upgrade: Contract["life"]["upgrade"], spentEpoch: number) =>
    records().put(id, { ...record(), life: { ...record().life, upgrade }, spentEpoch });
  /** An upgrade begins, as the ledger has it. */
  const begin = async (codeHash: Hex) => {
    const rules = await core.view.read((view) => keyRulesIn(view, cluster));
    const epoch = followingEpoch(record(), chain.ledger.head.number, rules).epoch + 1;
    put({ codeHash, epoch, generation: 1, told: undefined }, record().spentEpoch);
    chain.tell({ type: "UpgradeBegun", value: { contract: id } });
    for (let i = 0; i < 2; i++) await step(chain, worker);
    return contractKey(chain, { ...scope, codeHash, epoch });
  };

  it("is told as soon as an upgrade begins, whenever the next one were due", async () => {
    for (let i = 0; i < 2; i++) await step(chain, worker);
    expect(keysTold()).toEqual([]);
    const key = await begin(word(0x77));
    expect(keysTold()).toEqual([key]);
  });

  it("is told at once in a second try right after the first, and that one's no more", async () => {
    const first = await begin(word(0x77));
    expect(keysTold()).toEqual([first]);
    put(undefined, record().life.upgrade?.epoch ?? 0);
    const second = await begin(word(0x78));
    expect(keysTold()).toEqual([second]);
  });
});

it("comes to the same state, tags and receipts from the first message, and from a checkpoint of either code", async () => {
  chain = new ClusterLedger();
  scope = chain.instantiate(id, adder, 1);
  const steps: Advance[] = [chain.block()];
  const keys: ReceiptKey[] = [];
  const add = (of: Scope) => {
    keys.push(chain.command(of, alice, "add", keys.length));
    steps.push(chain.block());
  };
  for (let i = 0; i < 2; i++) add(scope);
  const next = chain.upgrade(id, timesTen, 2);
  steps.push(chain.block());
  const whole = makeCluster(chain.core(), pool);
  const hostedIn = (state: typeof whole) => state.contracts.get(id) ?? expect.fail("no contract");
  const run = async (state: typeof whole, given: readonly Advance[]) => {
    await state.advance(inOneGo(given));
    for (let i = 0; i < 3; i++) await executeAll(state);
  };
  await run(whole, steps);
  const keep = async (height: number) => {
    const report = hostedIn(whole)
      .reportsAbove(0)
      .find(({ stateHeight }) => stateHeight === height);
    if (!report) return expect.fail("no report");
    chain.agree(report);
    hostedIn(whole).agreed = report;
    await whole.rest();
  };
  await keep(3);
  const before = new Map(chain.checkpoints.whole);
  await keep(4);
  for (let i = 0; i < 2; i++) add(next);
  await run(whole, steps.slice(4));
  const seen = (state: typeof whole) => {
    const { stateTag, stateHeight, program } = hostedIn(state).snapshot();
    const outcomes = keys.map((key, i) => {
      const { receipt } = hostedIn(state).receipts.find(BigInt(i < 2 ? i + 2 : i + 3), keys.length).kept;
      return openReceipt(primitives, key, receipt).outcome.type;
    });
    return { stateTag, stateHeight, codeHash: program.codeHash, outcomes };
  };
  expect(seen(whole)).toMatchObject({ codeHash: next.codeHash, outcomes: Array(4).fill("Done") });
  const resume = async () => {
    steps.push(chain.block());
    const state = makeCluster(chain.core(), pool);
    await run(state, steps);
    return state;
  };
  const late = await resume();
  expect([late.counts.resumed, late.counts.executed, seen(late)]).toEqual([1, 2n, seen(whole)]);
  for (const [contract, parts] of before) chain.checkpoints.whole.set(contract, parts);
  const early = await resume();
  expect([early.counts.resumed, early.counts.executed, seen(early)]).toEqual([1, 3n, seen(whole)]);
  chain.checkpoints.whole.clear();
  const fromStart = await resume();
  expect([fromStart.counts.resumed, fromStart.counts.executed, seen(fromStart)]).toEqual([0, 6n, seen(whole)]);
});
