import { type Hex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { type Effects, effectLimits, effectsRoot } from "@pha/runtime/spec";
import { openReceipt, type ReceiptKey, type Scope } from "@pha/secret-channel";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import { ClusterLedger, executeAll, inOneGo, makeCluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

/** Pays what a command brings on, and keeps what it is told of that. */
const till = `export default {
  init(ctx, how) { if (how === "fail") throw new Error("no"); },
  settled(ctx, outcomes) {
    ctx.state.put("told", JSON.stringify(outcomes));
    if (outcomes.some(({ error }) => error === "pay")) ctx.pay(ctx.self, "1");
  },
  commands: {
    forward(ctx, to) { ctx.pay(to, ctx.value); ctx.emit("Paid", '"' + ctx.value + '"'); return ctx.message; },
    send(ctx, to) { ctx.push(to, "forward", "[1]"); },
    spend(ctx, count) { for (let i = 0; i < count; i++) ctx.pay(ctx.caller, "1"); },
    fail(ctx) { ctx.pay(ctx.caller, "1"); throw new Error("no"); },
  },
  queries: {},
};`;

const id = word(0xc1);
const [alice, bob] = [word(0xa1), word(0xb0)];
let chain: ClusterLedger;
let scope: Scope;
let steps: Advance[];
beforeEach(() => {
  chain = new ClusterLedger();
  scope = chain.instantiate(id, till);
  steps = [chain.block()];
});

/** A fresh worker that is given these steps. */
async function hosted(given: readonly Advance[] = steps) {
  const state = makeCluster(chain.core(), pool);
  for (const step of given) {
    await state.advance(step);
    await executeAll(state);
  }
  const contract = state.contracts.get(id);
  if (!contract) throw new Error("no contract");
  const entry = (key: string) =>
    contract
      .snapshot()
      .state.sync(undefined)
      .changes.findLast(([name]) => name === key)?.[1] ?? undefined;
  const outcomeOf = (key: ReceiptKey, message: bigint) => {
    const { kept } = contract.receipts.find(message, contract.snapshot().receipts);
    return openReceipt(primitives, key, kept.receipt).outcome;
  };
  return { contract, entry, outcomeOf };
}

const paid = (to: Hex, amount: bigint) => ({ type: "Pay", value: { to, amount } }) as const;

it("a command is told what it brings, and what it wants done is in the report, on every worker alike", async () => {
  chain.command(scope, alice, "forward", bob, alice, 5n);
  chain.command(scope, alice, "spend", 2);
  steps.push(chain.block());
  chain.command(scope, alice, "spend", 0, alice, 5n);
  steps.push(chain.block());
  const { contract } = await hosted();
  const kept = { returned: [], list: [] };
  const effects: Effects = {
    returned: [],
    list: [
      { message: 2n, index: 0, effect: paid(bob, 5n) },
      { message: 2n, index: 1, effect: { type: "Emit", value: { name: "Paid", data: utf8('"5"') } } },
      { message: 3n, index: 0, effect: paid(alice, 1n) },
      { message: 3n, index: 1, effect: paid(alice, 1n) },
    ],
  };
  const reports = contract.reportsAbove(0);
  expect(reports).toMatchObject([
    { effectsRoot: word(0), effects: undefined },
    { effectsRoot: effectsRoot(effects), effects },
    { effectsRoot: effectsRoot(kept), effects: kept },
  ]);
  expect((await hosted([inOneGo(steps)])).contract.reportsAbove(0)).toEqual(reports);
});

it("what a command brings goes back when it fails, does not open, or the constructor failed; it has no effects then", async () => {
  chain.command(scope, alice, "fail", null, alice, 5n);
  chain.command(scope, alice, "fail", null);
  chain.command(scope, alice, "forward", bob, bob, 7n);
  chain.garbled(scope, alice);
  steps.push(chain.block());
  expect((await hosted()).contract.reportsAbove(1)).toMatchObject([{ effects: { returned: [2n, 4n], list: [] } }]);

  chain = new ClusterLedger();
  scope = chain.instantiate(id, till, "fail");
  chain.command(scope, alice, "forward", bob, alice, 9n);
  const broken = await hosted([chain.block()]);
  expect(broken.contract.reportsAbove(0)).toMatchObject([{ effects: { returned: [2n], list: [] } }]);
});

it("a command for whose effects the block has no room left fails, and the next one goes on", async () => {
  const { ofHeight, ofMessage } = effectLimits;
  const full = ofHeight / ofMessage;
  for (let i = 0; i < full; i++) chain.command(scope, word(i + 1), "spend", i === 0 ? ofMessage - 1 : ofMessage);
  const tooMuch = chain.command(scope, alice, "spend", 2);
  const fits = chain.command(scope, alice, "spend", 1);
  const over = chain.command(scope, bob, "spend", ofMessage + 1);
  steps.push(chain.block());
  const { contract, outcomeOf } = await hosted();
  expect(contract.reportsAbove(1)[0]?.effects?.list).toHaveLength(ofHeight);
  const at = BigInt(full);
  const refused = { type: "Failed", value: { code: "contract-engine.TooManyEffects" } };
  expect(outcomeOf(tooMuch, at + 2n)).toMatchObject(refused);
  expect(outcomeOf(fits, at + 3n)).toMatchObject({ type: "Done" });
  expect(outcomeOf(over, at + 4n)).toMatchObject(refused);
});

it("a sender's commands of a block have as many effects together as one may, contracts' as well; others have theirs", async () => {
  const { ofSender } = effectLimits;
  const another = word(0xc2);
  const half = ofSender / 2;
  chain.command(scope, bob, "spend", half);
  const tooMuch = chain.command(scope, bob, "spend", half + 1);
  chain.command(scope, bob, "spend", half);
  for (const count of [ofSender, 1])
    chain.tell({ type: "Pushed", value: { contract: id, sender: another, method: "spend", args: utf8(`${count}`) } });
  chain.command(scope, alice, "spend", ofSender);
  steps.push(chain.block());
  chain.command(scope, bob, "spend", ofSender);
  steps.push(chain.block());
  const { contract, outcomeOf } = await hosted();
  const sendersOf = (height: number) => {
    const { list = [] } = contract.reportsAbove(height - 1)[0]?.effects ?? {};
    return list.map(({ effect }) => effect.type === "Pay" && effect.value.to);
  };
  expect(sendersOf(2)).toEqual([bob, another, alice].flatMap((who) => Array(ofSender).fill(who)));
  expect(sendersOf(3)).toEqual(Array(ofSender).fill(bob));
  expect(outcomeOf(tooMuch, 3n)).toMatchObject({ type: "Failed", value: { code: "contract-engine.TooManyEffects" } });
});

it("why another contract's command fails its owner reads, whether it ran or not", async () => {
  const sender = word(0xc2);
  const push = (method: string, args: string) =>
    chain.tell({ type: "Pushed", value: { contract: id, sender, method, args: utf8(args) } });
  push("fail", "null");
  push("nothing", "null");
  push("forward", "{");
  push("spend", String(effectLimits.ofSender + 1));
  steps.push(chain.block());
  const { lines } = (await hosted()).contract.log.after(0);
  expect(lines.map(({ call, line }) => [call, line.split(": ", 2).join(": ")])).toEqual([
    ["pushed fail", "failed: contract-engine.ContractThrew"],
    ["pushed nothing", "failed: contract-engine.UnknownMethod"],
    ["pushed forward", "failed: contract-engine.BadArguments"],
    ["pushed spend", "failed: contract-engine.TooManyEffects"],
  ]);
});

it("a contract is told what came of its effects; it has none then, and its failing fails nothing else", async () => {
  const settled = (error: string | undefined) =>
    chain.tell({ type: "Settled", value: { contract: id, outcomes: [{ message: 2n, index: 1, error }] } });
  settled("Balances.Expendability");
  steps.push(chain.block());
  const { contract, entry } = await hosted();
  expect(entry("told")).toBe('[{"id":"2/1","error":"Balances.Expendability"}]');
  expect(contract.reportsAbove(1)).toMatchObject([{ stateHeight: 2, effects: undefined }]);
  settled("pay");
  chain.command(scope, alice, "spend", 1);
  steps.push(chain.block());
  const next = await hosted();
  expect(next.entry("told")).toBe('[{"id":"2/1","error":"Balances.Expendability"}]');
  expect(next.contract.reportsAbove(2)).toMatchObject([{ effects: { list: [{ message: 4n }] } }]);
  settled(undefined);
  steps.push(chain.block());
  expect((await hosted()).entry("told")).toBe('[{"id":"2/1","error":null}]');
});

it("a contract sends another one a command, which knows it as its caller", async () => {
  chain.command(scope, alice, "send", word(0xc2));
  steps.push(chain.block());
  const push = { contract: word(0xc2), method: "forward", args: utf8("[1]") };
  expect((await hosted()).contract.reportsAbove(1)).toMatchObject([
    { effects: { returned: [], list: [{ message: 2n, index: 0, effect: { type: "Push", value: push } }] } },
  ]);
  const sender = word(0xc2);
  chain.tell({ type: "Pushed", value: { contract: id, sender, method: "spend", args: utf8("1") } });
  chain.tell({ type: "Pushed", value: { contract: id, sender, method: "none", args: utf8("1") } });
  steps.push(chain.block());
  expect((await hosted()).contract.reportsAbove(2)).toMatchObject([
    { stateHeight: 3, effects: { list: [{ message: 3n, index: 0, effect: paid(sender, 1n) }] } },
  ]);
});
