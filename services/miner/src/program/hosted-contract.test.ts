import { type Hex, toHex, utf8 } from "@pha/codec";
import { type EnginePool, errors as engineErrors, type Outcome } from "@pha/contract-engine";
import { listRoot, sha256 } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { reasonHash } from "@pha/runtime/spec";
import { openReceipt, type ReceiptKey, receiptLeaf } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import type { KeptReceipt } from "./receipt-book.ts";
import { adder, ClusterLedger, executeAll, inOneGo, makeCluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Gas that an endless loop uses up soon; everything else needs a fraction of it. */
const pool = await startPool({ gas: 200_000_000 });
afterAll(() => pool[Symbol.asyncDispose]());

/** The engine, but for one method: how a call of it ends is made up. */
const engineWhere = (method: string, ends: () => Outcome): EnginePool =>
  ({
    runCommand: async (program, state, call) =>
      call.method === method ? ends() : pool.runCommand(program, state, call),
  }) as Pick<EnginePool, "runCommand"> as EnginePool;

/** A machine on which `spin` takes too long. */
const slow = engineWhere("spin", () => ({
  ...{ ok: false, gas: 0, logs: [] },
  error: { code: engineErrors.WallTimeExceeded.code, message: "" },
}));

const id = word(0xc1);
const [alice, bob] = [word(0xa1), word(0xb0)];
let chain: ClusterLedger;
/** Codes that the operator was told. */
let logged: string[];
beforeEach(() => {
  chain = new ClusterLedger();
  logged = [];
});

/** A fresh worker that is given these steps and executes after each. */
async function run(on: ClusterLedger, steps: readonly Advance[], engine: EnginePool = pool) {
  const core = on.core();
  vi.spyOn(core.host, "log").mockImplementation((code) => void logged.push(code));
  const state = makeCluster(core, engine);
  for (const step of steps) {
    await state.advance(step);
    await executeAll(state);
  }
  return state;
}

async function hosted(steps: readonly Advance[], engine?: EnginePool) {
  const contract = (await run(chain, steps, engine)).contracts.get(id);
  if (!contract) throw new Error("no contract");
  return contract;
}

/** What a query would find under a key. */
async function entryOf(contract: Awaited<ReturnType<typeof hosted>>, key: string): Promise<string | null | undefined> {
  const { state } = contract.snapshot();
  return state.sync(undefined).changes.findLast(([name]) => name === key)?.[1];
}

it("comes to the same reports and tags in one go as block by block", async () => {
  const scope = chain.instantiate(id, adder, 10);
  const steps = [chain.block()];
  for (const [i, sender] of ([alice, bob, alice] as Hex[]).entries()) {
    chain.command(scope, sender, "add", i);
    chain.command(scope, sender, "draw", null);
    steps.push(chain.block(), chain.block());
  }
  const [slow, fast, uneven] = await Promise.all([
    hosted(steps),
    hosted([inOneGo(steps)]),
    hosted([inOneGo(steps.slice(0, 3)), inOneGo(steps.slice(3))]),
  ]);
  expect(slow.reportsAbove(0).map(({ prevStateHeight, stateHeight }) => [prevStateHeight, stateHeight])).toEqual([
    [0, 1],
    [1, 2],
    [2, 4],
    [4, 6],
  ]);
  expect(new Set(slow.reportsAbove(0).map(({ stateTag }) => stateTag)).size).toBe(4);
  expect(fast.reportsAbove(0)).toEqual(slow.reportsAbove(0));
  expect(uneven.reportsAbove(0)).toEqual(slow.reportsAbove(0));
  expect(await entryOf(fast, "drawn")).toBe(await entryOf(slow, "drawn"));
  expect(await entryOf(fast, "sum")).toBe("13");
});

it("reports what the work of a height used and how large the state is; effects are none yet", async () => {
  const scope = chain.instantiate(id, adder, 10);
  const steps = [chain.block()];
  chain.command(scope, alice, "add", 1);
  steps.push(chain.block());
  for (const n of [1, 2, 3]) chain.command(scope, alice, "add", n);
  steps.push(chain.block());
  const contract = await hosted(steps);
  const [, one, three] = contract.reportsAbove(0);
  expect(one).toMatchObject({ effectsRoot: word(0), stateKib: 3, status: { type: "Done" } });
  expect(one?.gas).toBeGreaterThanOrEqual(16_384n);
  expect(three?.gas).toBe(3n * (one?.gas ?? 0n));
});

describe("a command", () => {
  it("that cannot be deciphered changes nothing but the height", async () => {
    const scope = chain.instantiate(id, adder, 5);
    const first = chain.block();
    const before = (await hosted([first])).snapshot();
    const garbage = { enc: word(9), ciphertext: new Uint8Array(300), value: 0n, asset: undefined, reads: [] };
    chain.tell({ type: "Command", value: { contract: id, sender: alice, epoch: scope.epoch, ...garbage } });
    const after = await hosted([first, chain.block()]);
    expect(after.snapshot()).toMatchObject({ stateHeight: 2, state: { version: before.state.version } });
    expect(after.reportsAbove(1)).toEqual([expect.objectContaining({ prevStateHeight: 1, stateHeight: 2, gas: 0n })]);
    expect(await entryOf(after, "sum")).toBe("5");
  });

  it("that somebody else sent first does not execute for who copies it", async () => {
    const scope = chain.instantiate(id, adder);
    chain.command(scope, bob, "add", 100, alice);
    chain.command(scope, alice, "add", 1);
    const contract = await hosted([chain.block()]);
    expect(await entryOf(contract, "sum")).toBe("1");
    expect(await entryOf(contract, "last")).toBe(alice);
  });

  it("of an unknown method, or that fails, leaves the state as it was", async () => {
    const scope = chain.instantiate(id, adder, 7);
    chain.command(scope, alice, "nothing", null);
    chain.command(scope, alice, "toString", null);
    const contract = await hosted([chain.block()]);
    expect(await entryOf(contract, "sum")).toBe("7");
    expect(contract.broken).toBeUndefined();
  });

  it("to a contract that does not exist is for nobody", async () => {
    const scope = chain.instantiate(id, adder);
    chain.command({ ...scope, contract: word(0xc9) }, alice, "add", 1);
    const state = await run(chain, [chain.block()]);
    expect([...state.contracts.keys()]).toEqual([id]);
  });
});

describe("a command's receipt", () => {
  it("tells its sender alone how it ended; every worker reports the same root of all of them", async () => {
    const scope = chain.instantiate(id, adder, 7);
    const steps = [chain.block()];
    const keys = [chain.command(scope, alice, "add", 1), chain.command(scope, bob, "refuse", "Enough.")];
    steps.push(chain.block());
    for (const method of ["nothing", "throwing", "spin"]) keys.push(chain.command(scope, alice, method, null));
    chain.command(scope, bob, "add", 100, alice);
    steps.push(chain.block());
    const [one, other] = await Promise.all([hosted(steps), hosted([inOneGo(steps)])]);
    const kept = [...one.receipts.before(undefined, 6, 10)].reverse();
    expect(kept.map(({ message }) => message)).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
    expect([...other.receipts.before(undefined, 6, 10)].reverse()).toEqual(kept);

    const outcomes = keys.map((key, i) => openReceipt(primitives, key, (kept[i] as KeptReceipt).receipt));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      { type: "Done", value: utf8("8") },
      { type: "Failed", value: { code: "contract.Refused", message: "Enough." } },
      { type: "Failed", value: { code: "contract-engine.UnknownMethod", message: "" } },
      {
        type: "Failed",
        value: {
          code: "contract-engine.ContractThrew",
          message: expect.stringMatching(/^TypeError: not a number \(contract\.mjs:\d+:\d+\)$/),
        },
      },
      {
        type: "Failed",
        value: {
          code: "contract-engine.GasExhausted",
          message: expect.stringMatching(/^The call used up its gas\. .*\(contract\.mjs:\d+:\d+\)$/),
        },
      },
    ]);
    expect(outcomes[0]?.gas).toBeGreaterThanOrEqual(16_384n);
    expect(() => openReceipt(primitives, keys[0] as ReceiptKey, (kept[1] as KeptReceipt).receipt)).toThrow(
      "The answer is not",
    );
    expect(kept[5]?.receipt).toMatchObject({ kind: { type: "Unreadable" }, sealed: new Uint8Array() });
    expect(new Set(kept.slice(0, 5).map(({ receipt }) => receipt.sealed.length)).size).toBe(1);

    const leaves = kept.map(({ message, receipt }) => receiptLeaf(message, receipt));
    const roots = [0, 2, 6].map((count) => (count === 0 ? word(0) : toHex(listRoot(leaves.slice(0, count), sha256))));
    expect(one.reportsAbove(0).map(({ receiptsRoot }) => receiptsRoot)).toEqual(roots);
    expect(other.reportsAbove(0)).toEqual(one.reportsAbove(0));
  });

  it("says that it holds no call, or why the constructor failed", async () => {
    const scope = chain.instantiate(id, adder, "fail");
    const key = chain.command(scope, alice, "add", 1);
    const broken = await hosted([chain.block()]);
    expect(openReceipt(primitives, key, broken.receipts.find(2n, 1).kept.receipt)).toEqual({
      outcome: {
        type: "Failed",
        value: {
          code: "contract-engine.ContractThrew",
          message: expect.stringMatching(/^Error: no such start \(contract/),
        },
      },
      gas: 0n,
    });

    chain = new ClusterLedger();
    const garbled = chain.garbled(chain.instantiate(id, adder), alice);
    const contract = await hosted([chain.block()]);
    expect(openReceipt(primitives, garbled, contract.receipts.find(2n, 1).kept.receipt)).toMatchObject({
      outcome: { value: { code: "channel.BadRequest", message: "" } },
    });
  });
});

it("is broken for good when its constructor fails, says why, and still reports like everybody", async () => {
  const scope = chain.instantiate(id, adder, "fail");
  const first = chain.block();
  chain.command(scope, alice, "add", 1);
  const contract = await hosted([first, chain.block()]);
  expect(contract.broken).toMatchObject({
    code: "contract-engine.ContractThrew",
    message: expect.stringContaining("no such start"),
  });
  expect(await entryOf(contract, "sum")).toBeUndefined();
  const reason = { code: "contract-engine.ContractThrew", message: "Error: no such start (contract.mjs:3:42)" };
  const status = { type: "Broken", value: reasonHash(reason) };
  expect(contract.reportsAbove(0)).toMatchObject([
    { stateHeight: 1, status, reason },
    { stateHeight: 2, status, reason },
  ]);
});

it("has the room of its making until more is reserved, in ledger order and on every worker alike", async () => {
  const filler = `export default {
    commands: { fill(ctx, name) { for (let i = 0; i < 200; i++) ctx.state.put(name + i, ""); return 1; } },
    queries: {},
  };`;
  const scope = chain.instantiate(id, filler);
  const steps = [chain.block()];
  const first = chain.command(scope, alice, "fill", "a");
  const full = chain.command(scope, alice, "fill", "b");
  chain.tell({ type: "Reserved", value: { contract: id, stateKib: 512 } });
  const roomy = chain.command(scope, alice, "fill", "b");
  steps.push(chain.block());
  const contract = await hosted(steps);
  const kept = contract.receipts.before(undefined, contract.receipts.count, 10).toReversed();
  const endOf = (index: number, key: ReceiptKey) =>
    openReceipt(primitives, key, (kept[index] as KeptReceipt).receipt).outcome.type;
  expect([endOf(0, first), endOf(1, full), endOf(2, roomy)]).toEqual(["Done", "Failed", "Done"]);
  expect(contract.reportsAbove(1)).toMatchObject([{ stateKib: 402, status: { type: "Done" } }]);
  expect((await hosted([inOneGo(steps)])).reportsAbove(1)).toEqual(contract.reportsAbove(1));
});

describe("a contract whose message could not be finished", () => {
  /** A contract, a message that takes for ever, and one more behind it in the same block. */
  function spin(): Advance[] {
    const scope = chain.instantiate(id, adder, 1);
    const first = chain.block();
    chain.command(scope, alice, "add", 1);
    chain.command(scope, alice, "spin", null);
    chain.command(scope, alice, "add", 1);
    return [first, chain.block()];
  }

  const stuck = { prevStateHeight: 1, stateHeight: 2, stateTag: word(0), receiptsRoot: word(0), gas: 0n, stateKib: 0 };

  it("is reported as stuck in that block, and nothing after it", async () => {
    const steps = spin();
    const contract = await hosted(steps, slow);
    expect(contract.stuck).toBe(true);
    expect(contract.reportsAbove(1)).toEqual([expect.objectContaining({ ...stuck, status: { type: "Stuck" } })]);
    expect(logged).toEqual(["miner.ContractStuck", "contract-engine.WallTimeExceeded"]);
  });

  it("says the same wherever in the block it happened, and for whatever reason", async () => {
    const steps = spin();
    const full = engineWhere("add", () => {
      throw new RangeError("Array buffer allocation failed");
    });
    const contract = await hosted(steps, full);
    expect(contract.stuck).toBe(true);
    expect(logged).toEqual(["miner.ContractStuck", "miner.Bug"]);
    expect(contract.reportsAbove(1)).toEqual((await hosted(steps, slow)).reportsAbove(1));
  });

  it("leaves the others of the cluster alone, in the same block and after it", async () => {
    const steps = spin();
    const other = word(0xc2);
    chain.instantiate(other, adder, 7);
    const state = await run(chain, [...steps, chain.block()], slow);
    expect(state.contracts.get(id)?.stuck).toBe(true);
    expect(state.contracts.get(other)?.reportsAbove(0)).toMatchObject([{ status: { type: "Done" } }]);
    expect(state.taken.head.header.number).toBe(3);
  });
});

it("executes an endless loop to the same end everywhere, when gas ends it", async () => {
  const scope = chain.instantiate(id, adder, 1);
  chain.command(scope, alice, "spin", null);
  const contract = await hosted([chain.block()]);
  expect(contract.stuck).toBe(false);
  expect(contract.reportsAbove(0)).toHaveLength(1);
});
